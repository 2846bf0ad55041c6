import { test } from "vitest";
import { drawNumbers, expectNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { scaleInvariantLogarithmicError } from "./scaleInvariantLogarithmicError.ts";

const yTrue = rowsOf(drawNumbers("positive", 12, 1));
const yPred = rowsOf(drawNumbers("positive", 12, 2));

test.each([0, 0.5, 1])("mean square of the logarithms' difference, less %d of its mean's", async (lambda) => {
  const want = yTrue.map((row, i) => {
    const d = row.map((y, k) => Math.log(yPred[i]?.[k] as number) - Math.log(y));
    const [one, two] = [d.reduce((a, b) => a + b, 0) / 3, d.reduce((a, b) => a + b * b, 0) / 3];
    return two - lambda * one ** 2;
  });
  expectNumbers(await numbersOf(scaleInvariantLogarithmicError(float64(yTrue), float64(yPred), { lambda })), want);
});

test("at lambda 1 a common factor costs nothing", async () => {
  const larger = yTrue.map((row) => row.map((y) => 7 * y));
  const loss = scaleInvariantLogarithmicError(float64([yTrue]), float64([larger]), { lambda: 1 });
  expectNumbers(await numbersOf(loss), [0]);
});
