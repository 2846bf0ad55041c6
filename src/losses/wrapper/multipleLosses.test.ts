import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import { multipleLosses } from "./multipleLosses.ts";

const [yTrue, yPred] = [
  float64([
    [
      [0, 0],
      [0, 0],
    ],
  ]),
  float64([
    [
      [1, 1],
      [3, 3],
    ],
  ]),
];

test("the weighted sum; a loss of positions enters with its mean over them", async () => {
  expect(await numbersOf(multipleLosses(yTrue, yPred))).toEqual([5 + 2]);
  const whole = (a: Tensor, b: Tensor): Tensor => sum(sub(b, a), { axes: [1, 2] });
  const losses = [meanSquaredError, whole];
  expect(await numbersOf(multipleLosses(yTrue, yPred, { losses, weights: [2, 0.5] }))).toEqual([10 + 4]);
});

test("a weight for each loss; no loss that has reduced the batch", () => {
  expect(() => multipleLosses(yTrue, yPred, { weights: [1] })).toThrow("expected one for each of 2 losses, got 1");
  expect(() => multipleLosses(yTrue, yPred, { losses: [(a, b) => sum(sub(a, b))] })).toThrow(
    "expected a loss with one value for each of 1 examples",
  );
});
