import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { lovaszSoftmax } from "./lovaszSoftmax.ts";

test("for hard predictions 1 less the mean Jaccard index, all errors being ties", async () => {
  const yTrue = float64([
    [
      [1, 1, 0, 0, 0, 0],
      [0, 0, 1, 1, 1, 0],
      [0, 0, 0, 0, 0, 1],
    ],
  ]);
  const yPred = float64([
    [
      [1, 0, 1, 0, 0, 0],
      [0, 1, 0, 1, 1, 0],
      [0, 0, 0, 0, 0, 1],
    ],
  ]);
  expectNumbers(await numbersOf(lovaszSoftmax(yTrue, yPred)), [1 - (1 / 3 + 2 / 4 + 1) / 3]);
});

test("classes that are not there: left out, or their largest probability", async () => {
  const yTrue = float64([
    [
      [1, 1, 1],
      [0, 0, 0],
    ],
  ]);
  const yPred = float64([
    [
      [0.9, 0.6, 0.8],
      [0.1, 0.4, 0.2],
    ],
  ]);
  const [present = 0] = await numbersOf(lovaszSoftmax(yTrue, yPred));
  const [all = 0] = await numbersOf(lovaszSoftmax(yTrue, yPred, { classes: "all" }));
  expect(present).toBeCloseTo((0.4 + 0.2 + 0.1) / 3, 12);
  expect(all).toBeCloseTo((present + 0.4) / 2, 12);
});
