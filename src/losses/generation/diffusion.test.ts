import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { diffusion } from "./diffusion.ts";

const yTrue = float64([
  [1, -1],
  [0, 2],
]);
const yPred = float64([
  [0, 1],
  [1, 1],
]);

test("the mean squared error, whatever the step", async () => {
  expect(await numbersOf(diffusion(yTrue, yPred, float64([0.1, 100])))).toEqual([2.5, 1]);
});

test("min-SNR weights are one weight of the clean example, in three parametrisations", async () => {
  const snr = [0.5, 20];
  const weight = (prediction: "epsilon" | "velocity" | "sample"): Promise<number[]> =>
    numbersOf(diffusion(yTrue, yPred, float64(snr), { prediction, minSnrGamma: 5 }));
  const [epsilon, velocity, sample] = [await weight("epsilon"), await weight("velocity"), await weight("sample")];
  [2.5, 1].forEach((error, i) => {
    const ratio = snr[i] as number;
    const clipped = Math.min(ratio, 5);
    expect(epsilon[i]).toBeCloseTo((error * clipped) / ratio, 12);
    expect(velocity[i]).toBeCloseTo((error * clipped) / (ratio + 1), 12);
    expect(sample[i]).toBeCloseTo(error * clipped, 12);
  });
});
