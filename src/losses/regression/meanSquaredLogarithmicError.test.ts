import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { meanSquaredLogarithmicError } from "./meanSquaredLogarithmicError.ts";

const yTrue = float64([
  [1, 9, 2],
  [-5, -2, 6],
]);
const yPred = float64([
  [4, 8, 12],
  [8, 1, 3],
]);

test("squared difference of log(1 + y)", () =>
  expectElementwise(meanSquaredLogarithmicError, (y, p) => (Math.log1p(p) - Math.log1p(y)) ** 2, [
    "positive",
    "positive",
  ]));

test("Keras' published rows: negative numbers count as 0", async () => {
  expectNumbers(await numbersOf(meanSquaredLogarithmicError(yTrue, yPred)), [1.000278, 1.873806], 1e-6);
});

test("tiny numbers keep their digits, and 0 still has a gradient", async () => {
  const { value, gradient } = await valueAndGradient(
    (x) => meanSquaredLogarithmicError(constant([0, 1]), x),
    [1e-6, 0],
  );
  expectNumbers([(value[0] as number) * 1e12], [1], 1e-5);
  expect(gradient[1]).toBeCloseTo(-2 * Math.LN2, 5);
});
