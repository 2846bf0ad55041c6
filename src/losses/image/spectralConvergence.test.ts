import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import { mul } from "../../ops/arithmetic.ts";
import { spectralConvergence } from "./spectralConvergence.ts";

test("a delay by whole hops inside a periodic signal, and a factor", async () => {
  const wave = float64([Array.from({ length: 48 }, (_, i) => Math.sin((2 * Math.PI * i) / 8))]);
  const [value] = await numbersOf(spectralConvergence(wave, mul(1.5, wave), { fftSize: 16, hop: 8, window: 16 }));
  expect(value).toBeCloseTo(0.5, 6);
});
