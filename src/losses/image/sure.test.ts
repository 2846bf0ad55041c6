import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { sure } from "./sure.ts";

test("on average the mean squared error to the clean image: a linear denoiser, in closed form", async () => {
  // f(x) = x / 2: the divergence over n is 1/2, whatever the probe of squared length n.
  const [noisy, probe] = [
    [1, -2, 3, 0.5],
    [1, -1, 1, 1],
  ];
  const half = (x: number[]): number[] => x.map((each) => each / 2);
  const perturbed = half(noisy.map((x, i) => x + 0.01 * (probe[i] as number)));
  const [value] = await numbersOf(
    sure(float64([noisy]), float64([half(noisy)]), float64([perturbed]), float64([probe]), {
      sigma: 0.3,
      epsilon: 0.01,
    }),
  );
  const residual = noisy.reduce((sum, x) => sum + (x / 2) ** 2, 0) / 4;
  expect(value).toBeCloseTo(residual - 0.09 + 2 * 0.09 * 0.5, 12);
});
