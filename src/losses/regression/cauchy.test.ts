import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { constant } from "../../core/tensor.ts";
import { cauchy } from "./cauchy.ts";

test.each([0.5, 1, 3])("of the error in units of scale %d", (scale) => {
  const formula = (z: number): number => Math.log1p(z ** 2 / 2);
  return expectElementwise(
    (y, p) => cauchy(y, p, { scale }),
    (y, p) => formula((p - y) / scale),
  );
});

test("kornia's published value at an error of 1", async () => {
  expectNumbers(await numbersOf(cauchy(float64([1]), float64([2]))), [0.405465126], 1e-7);
});

test("half the square of small errors, with all digits in float32", async () => {
  const { value, gradient } = await valueAndGradient((x) => cauchy(constant([0]), x), [1e-4]);
  expect((value[0] as number) * 2e8).toBeCloseTo(1, 5);
  expect((gradient[0] as number) * 1e4).toBeCloseTo(1, 5);
});
