import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { diffusion } from "./diffusion.ts";
import { vPrediction } from "./vPrediction.ts";

const sample = [0.5, -2];
const noise = [1, 0.3];
const alphaBar = 0.8;
const [a, s] = [Math.sqrt(alphaBar), Math.sqrt(1 - alphaBar)];
const velocity = sample.map((x, i) => a * (noise[i] as number) - s * x);

test("0 at the velocity", async () => {
  const [value] = await numbersOf(
    vPrediction(float64([sample]), float64([noise]), float64([velocity]), float64([alphaBar])),
  );
  expect(value).toBeCloseTo(0, 14);
});

test("an error of the velocity is one of the noise at 1 / (SNR + 1) times its square", async () => {
  // ε = √ᾱ v + √(1 - ᾱ) x_t, so an error d of v is an error √ᾱ d of ε; min-SNR weights agree in both parametrisations.
  const wrong = velocity.map((v, i) => v + (i === 0 ? 0.2 : -0.4));
  const noisy = sample.map((x, i) => a * x + s * (noise[i] as number));
  const predicted = wrong.map((v, i) => a * v + s * (noisy[i] as number));
  const snr = alphaBar / (1 - alphaBar);
  const options = { minSnrGamma: 2 };
  const [byVelocity] = await numbersOf(
    vPrediction(float64([sample]), float64([noise]), float64([wrong]), float64([alphaBar]), options),
  );
  const [byNoise] = await numbersOf(diffusion(float64([noise]), float64([predicted]), float64([snr]), options));
  expect(byVelocity).toBeCloseTo(byNoise as number, 12);
});
