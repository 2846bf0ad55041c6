import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import type { Tensor } from "../../core/tensor.ts";
import { constant } from "../../core/tensor.ts";
import { zeroInflatedPoissonNll } from "./zeroInflatedPoissonNll.ts";

test("the probability of each count", () =>
  expectElementwise(
    (y, rate, z) => zeroInflatedPoissonNll(y, rate, z),
    (y, rate, z) => {
      const share = 1 / (1 + Math.exp(-z));
      const poisson = Math.exp(y * Math.log(rate) - rate - lgammaOf(y + 1));
      return -Math.log((y === 0 ? share : 0) + (1 - share) * poisson);
    },
    ["count", "positive", "normal"],
    1e-10,
  ));

test("the probabilities of all counts sum to 1", async () => {
  const counts = Array.from({ length: 60 }, (_, i) => i);
  const all = (value: number): Tensor => float64(counts.map(() => value));
  const surprises = await numbersOf(zeroInflatedPoissonNll(float64(counts), all(3), all(-0.4)));
  expectNumbers([surprises.reduce((total, each) => total + Math.exp(-each), 0)], [1], 1e-9);
});

test("logits of any size", async () => {
  const { value, gradient } = await valueAndGradient(
    (z) => zeroInflatedPoissonNll(constant([0, 0, 2]), constant([3, 3, 3]), z),
    [200, -200, -200],
  );
  expect(value[0]).toBeCloseTo(0, 6);
  expect(value[1]).toBeCloseTo(3, 5);
  expect(value[2]).toBeCloseTo(3 - 2 * Math.log(3) + Math.LN2, 5);
  for (const each of gradient) expect(Math.abs(each)).toBeLessThan(1e-6);
});
