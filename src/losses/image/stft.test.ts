import { expect, test } from "vitest";
import { float64, numbersOf, valueAndGradient } from "../../../tests/losses/loss.ts";
import { constant, input } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { stft } from "./stft.ts";

test("a factor is a relative error of the amplitudes and a difference of logarithms", async () => {
  const wave = float64([Array.from({ length: 40 }, (_, i) => Math.sin(i) + Math.cos(i * i))]);
  const [value] = await numbersOf(stft(wave, mul(2, wave), { fftSize: 16, hop: 5, window: 16 }));
  expect(value).toBeCloseTo(1 + Math.log(2), 6);
});

test("silence is finite, and waveforms that are too short are refused", async () => {
  const silent = constant([new Array<number>(40).fill(0)]);
  const options = { fftSize: 16, hop: 5, window: 12 };
  const { value, gradient } = await valueAndGradient((x) => stft(silent, x, options), [new Array<number>(40).fill(0)]);
  expect(value).toEqual([0]);
  for (const slope of gradient) expect(Math.abs(slope)).toBe(0);
  expect(() => stft(input("a", [1, 8]), input("b", [1, 8]), options)).toThrow("at least 9 samples");
});
