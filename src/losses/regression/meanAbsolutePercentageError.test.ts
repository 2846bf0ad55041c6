import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { meanAbsolutePercentageError } from "./meanAbsolutePercentageError.ts";

const yTrue = float64([
  [1, 9, 2],
  [-5, -2, 6],
]);
const yPred = float64([
  [4, 8, 12],
  [8, 1, 3],
]);

test("percent of the target, however signed", () =>
  expectElementwise(
    (y, p) => meanAbsolutePercentageError(y, p),
    (y, p) => (100 * Math.abs(p - y)) / Math.abs(y),
  ));

test("Keras' published numbers", async () => {
  const rows = await numbersOf(meanAbsolutePercentageError(yTrue, yPred));
  expectNumbers([(rows[0] as number) / 2 + (rows[1] as number) / 2], [211.8518], 1e-6);
});

test("a target of 0 counts as one of epsilon", async () => {
  expectNumbers(await numbersOf(meanAbsolutePercentageError(float64([0]), float64([2]))), [2e9]);
  expectNumbers(await numbersOf(meanAbsolutePercentageError(float64([0]), float64([2]), { epsilon: 0.5 })), [400]);
});
