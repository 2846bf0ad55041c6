import { expect, test } from "vitest";
import { float64, numbersOf } from "../../../tests/losses/loss.ts";
import type { Tensor } from "../../core/tensor.ts";
import { multiResolutionStft } from "./multiResolutionStft.ts";
import { stft } from "./stft.ts";

test("one resolution is stft; several are averaged", async () => {
  const wave = (f: number): Tensor => float64([Array.from({ length: 40 }, (_, i) => Math.sin(f * i) + 0.1 * i)]);
  const [a, b] = [wave(1), wave(1.1)];
  const [one] = await numbersOf(stft(a, b, { fftSize: 16, hop: 5, window: 16 }));
  const [other] = await numbersOf(stft(a, b, { fftSize: 32, hop: 9, window: 20 }));
  const [both] = await numbersOf(multiResolutionStft(a, b, { fftSizes: [16, 32], hops: [5, 9], windows: [16, 20] }));
  expect(both).toBeCloseTo(((one as number) + (other as number)) / 2, 12);
  expect(() => multiResolutionStft(a, b, { fftSizes: [16] })).toThrow("as many hops and windows as fftSizes (1)");
});
