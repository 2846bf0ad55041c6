import { expect, test } from "vitest";
import { float64, int64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, sumOf } from "../../../tests/losses/numbers.ts";
import { evidential } from "./evidential.ts";

const evidence = drawRows(6, 3).map((row) => row.map((each) => Math.round(Math.abs(each) * 3)));
const y = [0, 1, 2, 0, 1, 2];
/** ψ(n) - ψ(m) of whole numbers: a difference of harmonic numbers. */
const digammaGap = (n: number, m: number): number =>
  sumOf(Array.from({ length: n - 1 }, (_, i) => 1 / (i + 1))) -
  sumOf(Array.from({ length: m - 1 }, (_, i) => 1 / (i + 1)));
const logFactorial = (n: number): number => sumOf(Array.from({ length: n }, (_, i) => Math.log(i + 1)));

test.each(["mse", "log", "digamma"] as const)(
  "%s plus the divergence from no evidence, of whole numbers",
  async (form) => {
    const got = await numbersOf(evidential(int64(y), float64(evidence), { form, klWeight: 0.4 }));
    evidence.forEach((row, i) => {
      const label = y[i] as number;
      const alpha = row.map((each) => each + 1);
      const total = sumOf(alpha);
      const mean = alpha.map((each) => each / total);
      const risk = {
        mse: sumOf(mean.map((p, c) => ((c === label ? 1 : 0) - p) ** 2 + (p * (1 - p)) / (total + 1))),
        log: -Math.log(mean[label] as number),
        digamma: digammaGap(total, alpha[label] as number),
      };
      const wrong = alpha.map((each, c) => (c === label ? 1 : each));
      const sum = sumOf(wrong);
      const logs = logFactorial(sum - 1) - logFactorial(2) - sumOf(wrong.map((each) => logFactorial(each - 1)));
      const kl = logs + sumOf(wrong.map((each) => (each - 1) * digammaGap(each, sum)));
      expect(got[i]).toBeCloseTo(risk[form] + 0.4 * kl, 9);
    });
  },
);

test("evidence for the label only has no divergence", async () => {
  const [with_, without] = await Promise.all(
    [1, 0].map((klWeight) => numbersOf(evidential(int64([1]), float64([[0, 7, 0]]), { klWeight }))),
  );
  expect(with_?.[0]).toBeCloseTo(without?.[0] as number, 12);
});
