import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { hybridVlb } from "./hybridVlb.ts";

/** KL of two normal distributions by its textbook form. */
const kl = (m1: number, v1: number, m2: number, v2: number): number =>
  0.5 * (Math.log(v2 / v1) + (v1 + (m1 - m2) ** 2) / v2 - 1);

test("the bound is the divergence of the reverse step from the posterior", async () => {
  const [x0, noise, predicted, fraction, kept, before] = [0.7, -0.4, 0.1, 0.3, 0.4, 0.6];
  const alpha = kept / before;
  const beta = 1 - alpha;
  const posterior = ((1 - before) / (1 - kept)) * beta;
  const xt = Math.sqrt(kept) * x0 + Math.sqrt(1 - kept) * noise;
  const meanOf = (epsilon: number): number => (xt - (beta / Math.sqrt(1 - kept)) * epsilon) / Math.sqrt(alpha);
  const variance = Math.exp(fraction * Math.log(beta) + (1 - fraction) * Math.log(posterior));
  const want = (predicted - noise) ** 2 + 0.5 * kl(meanOf(noise), posterior, meanOf(predicted), variance);
  const one = (x: number): ReturnType<typeof float64> => float64([[x]]);
  const [got] = await numbersOf(
    hybridVlb(one(noise), one(predicted), one(fraction), float64([beta]), float64([before]), { weight: 0.5 }),
  );
  expect(got).toBeCloseTo(want, 12);
});

test("the bound trains the variances, the error the noise", async () => {
  const { valueAndGradient } = await import("../../../tests/losses/loss.ts");
  const [noise, half, beta, before] = [float64([[0.5]]), float64([[0.5]]), float64([0.3]), float64([0.6])];
  const { gradient } = await valueAndGradient(
    (x) => hybridVlb(noise, x, half, beta, before, { weight: 100 }),
    [[0.75]],
    {
      dtype: "float64",
    },
  );
  expect(gradient[0]).toBeCloseTo(0.5, 12);
});
