import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { binaryCrossentropy } from "../classification/binaryCrossentropy.ts";
import { reconstruction } from "./reconstruction.ts";

const yTrue = float64([
  [
    [1, 0],
    [1, 1],
  ],
]);
const yPred = float64([
  [
    [0.5, 0.5],
    [0.5, 0],
  ],
]);

test("sums over the example, or its mean", async () => {
  expect(await numbersOf(reconstruction(yTrue, yPred))).toEqual([1.75]);
  expect(await numbersOf(reconstruction(yTrue, yPred, { average: true }))).toEqual([1.75 / 4]);
});

test("any loss of single numbers", async () => {
  const [value] = await numbersOf(
    reconstruction(float64([[1, 0]]), float64([[0.5, 0.25]]), { loss: binaryCrossentropy }),
  );
  expect(value).toBeCloseTo(-Math.log(0.5) - Math.log(0.75), 12);
});
