import { expect, test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import type { Tensor } from "../../core/tensor.ts";
import { constant } from "../../core/tensor.ts";
import { negativeBinomialNll } from "./negativeBinomialNll.ts";

test("the probability of each count", () =>
  expectElementwise(
    (y, m, a) => negativeBinomialNll(y, m, a),
    (y, m, a) => {
      const r = 1 / a;
      const choose = lgammaOf(y + r) - lgammaOf(r) - lgammaOf(y + 1);
      return -(choose + r * Math.log(r / (r + m)) + y * Math.log(m / (r + m)));
    },
    ["count", "positive", "positive"],
    1e-11,
  ));

test("the probabilities of all counts sum to 1", async () => {
  const counts = Array.from({ length: 300 }, (_, i) => i);
  const all = (value: number): Tensor => float64(counts.map(() => value));
  const surprises = await numbersOf(negativeBinomialNll(float64(counts), all(3), all(0.5)));
  expectNumbers([surprises.reduce((total, each) => total + Math.exp(-each), 0)], [1], 1e-9);
});

test("little dispersion is Poisson's, in float32 too", async () => {
  const { value, gradient } = await valueAndGradient(
    (m) => negativeBinomialNll(constant([4]), m, constant([1e-6])),
    [2.5],
  );
  expect(value[0]).toBeCloseTo(2.5 - 4 * Math.log(2.5) + Math.log(24), 4);
  expect(gradient[0]).toBeCloseTo(1 - 4 / 2.5, 4);
});
