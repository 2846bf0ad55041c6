import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { besselI0Of } from "../../../tests/losses/special.ts";
import { constant } from "../../core/tensor.ts";
import { vonMisesNll } from "./vonMisesNll.ts";

test("the density", () =>
  expectElementwise(
    (y, m, k) => vonMisesNll(y, m, k),
    (y, m, k) => Math.log(2 * Math.PI * besselI0Of(k)) - k * Math.cos(y - m),
    ["normal", "normal", "positive"],
  ));

test("a large concentration is a narrow normal distribution, in float32 too", async () => {
  const { value, gradient } = await valueAndGradient((k) => vonMisesNll(constant([0.001]), constant([0]), k), [1e6]);
  expect(value[0]).toBeCloseTo(0.5 * Math.log((2 * Math.PI) / 1e6) + 0.5, 4);
  expect((gradient[0] as number) * 1e6).toBeCloseTo(-0.5 + 0.5, 3);
});

test("no concentration is the uniform distribution", async () => {
  expectNumbers(await numbersOf(vonMisesNll(float64([1]), float64([2]), float64([0]))), [Math.log(2 * Math.PI)]);
});
