import { expect, test } from "vitest";
import { drawNumbers, rowsOf } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { rootMeanSquaredError } from "./rootMeanSquaredError.ts";

test("the root of each row's mean square", async () => {
  const rows = rowsOf(drawNumbers("normal", 12, 1));
  const want = rows.map((row) => Math.sqrt(row.reduce((total, each) => total + (each - 1) ** 2, 0) / 3));
  const ones = rows.map(() => [1, 1, 1]);
  expectNumbers(await numbersOf(rootMeanSquaredError(float64(ones), float64(rows))), want);
});

test("no error has gradient 0; a batch of scalars has absolute errors", async () => {
  const { value, gradient } = await valueAndGradient((x) => rootMeanSquaredError(constant([0, 0, 0]), x), [0, 3, -4]);
  expect(value).toEqual([0, 3, 4]);
  expect(gradient).toEqual([0, 1, -1]);
});
