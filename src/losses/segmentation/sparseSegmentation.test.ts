import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { jaccard } from "./jaccard.ts";
import { sparseDice } from "./sparseDice.ts";
import { sparseSegmentation } from "./sparseSegmentation.ts";

test("dice unless told otherwise; any loss of masks", async () => {
  const yTrue = int64([[0, 1, 1]]);
  const yPred = float64([
    [
      [0.7, 0.2, 0.1],
      [0.3, 0.8, 0.9],
    ],
  ]);
  expect(await numbersOf(sparseSegmentation(yTrue, yPred))).toEqual(await numbersOf(sparseDice(yTrue, yPred)));
  const masks = float64([
    [
      [1, 0, 0],
      [0, 1, 1],
    ],
  ]);
  expect(await numbersOf(sparseSegmentation(yTrue, yPred, { loss: jaccard }))).toEqual(
    await numbersOf(jaccard(masks, yPred)),
  );
});
