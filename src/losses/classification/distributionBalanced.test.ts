import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { drawRows, meanOf, sigmoidOf, sumOf } from "../../../tests/losses/numbers.ts";
import { distributionBalanced } from "./distributionBalanced.ts";

test("rebalanced weights, moved logits, negatives that saturate early", async () => {
  const z = drawRows(3, 3);
  const y = [
    [1, 0, 1],
    [0, 1, 0],
    [0, 0, 0],
  ];
  const frequencies = [0.5, 0.2, 0.01];
  const options = { frequencies, alpha: 0.2, beta: 6, mu: 0.3, kappa: 0.1, lambda: 3 };
  const got = await numbersOf(distributionBalanced(float64(y), float64(z), options));
  z.forEach((row, i) => {
    const sampled = sumOf(frequencies.map((f, c) => (y[i]?.[c] as number) / f));
    const terms = row.map((each, c) => {
      const f = frequencies[c] as number;
      const weight = 0.2 + sigmoidOf(6 * ((sampled === 0 ? 1 : 1 / f / sampled) - 0.3));
      const moved = each - 0.1 * Math.log(1 / f - 1);
      return weight * (y[i]?.[c] === 1 ? Math.log1p(Math.exp(-moved)) : Math.log1p(Math.exp(3 * moved)) / 3);
    });
    expect(got[i]).toBeCloseTo(meanOf(terms), 11);
  });
});
