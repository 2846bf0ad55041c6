import { test } from "vitest";
import { expectElementwise } from "../../../tests/losses/elementwise.ts";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { expectNumbers } from "../../../tests/losses/numbers.ts";
import { lgammaOf } from "../../../tests/losses/special.ts";
import type { Tensor } from "../../core/tensor.ts";
import { zeroInflatedNegativeBinomialNll } from "./zeroInflatedNegativeBinomialNll.ts";

test("the probability of each count", () =>
  expectElementwise(
    (y, m, a, z) => zeroInflatedNegativeBinomialNll(y, m, a, z),
    (y, m, a, z) => {
      const share = 1 / (1 + Math.exp(-z));
      const r = 1 / a;
      const choose = lgammaOf(y + r) - lgammaOf(r) - lgammaOf(y + 1);
      const count = Math.exp(choose + r * Math.log(r / (r + m)) + y * Math.log(m / (r + m)));
      return -Math.log((y === 0 ? share : 0) + (1 - share) * count);
    },
    ["count", "positive", "positive", "normal"],
    1e-10,
  ));

test("the probabilities of all counts sum to 1", async () => {
  const counts = Array.from({ length: 300 }, (_, i) => i);
  const all = (value: number): Tensor => float64(counts.map(() => value));
  const surprises = await numbersOf(zeroInflatedNegativeBinomialNll(float64(counts), all(3), all(0.5), all(0.4)));
  expectNumbers([surprises.reduce((total, each) => total + Math.exp(-each), 0)], [1], 1e-9);
});
