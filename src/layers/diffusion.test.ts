import { expect, test } from "vitest";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { noiseSchedule } from "../core/noise-schedule.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import {
  channelBias,
  forwardDiffusion,
  labelDropout,
  noiseLevel,
  normalNoise,
  randomStep,
  sinusoidalEmbedding,
} from "./diffusion.ts";
import type { Layer } from "./layer.ts";

const linear = noiseSchedule("linear", { steps: 1000 });

async function numbers(layer: Layer, inputs: readonly Tensor[], { training = true, seed = 1 } = {}): Promise<number[]> {
  const context = { weights: {}, training, stream: 3, sharedStream: 3, update: () => {}, addLoss: () => {} };
  const [value] = await evaluate([layer.call(inputs, { ...context, seed: constant(seed, { dtype: "int64" }) })]);
  return Array.from((await value?.numbers()) ?? []);
}

const floats = (data: readonly number[], shape: readonly number[]): Tensor => constant(data, { shape });
const whole = (data: readonly number[]): Tensor => constant(data, { dtype: "int64" });

test("schedules fall from nearly 1 to nearly 0; linear is the product of Ho et al.'s variances", () => {
  for (const schedule of [linear, noiseSchedule("cosine"), noiseSchedule("linear", { steps: 50 })]) {
    const { alphaBar, steps } = schedule;
    expect(alphaBar).toHaveLength(steps);
    expect(alphaBar.every((value, i) => value > 0 && value < (i === 0 ? 1 : (alphaBar[i - 1] as number)))).toBe(true);
    expect(alphaBar.at(-1)).toBeLessThan(1e-3);
  }
  expect(linear.alphaBar[0]).toBeCloseTo(0.9999, 12);
  expect(linear.alphaBar[1]).toBeCloseTo(0.9999 * (1 - 0.0001 - 0.0199 / 999), 12);
  expect(linear.alphaBar[999]).toBeCloseTo(4.0358e-5, 9); // published: 4.04e-5
  const cosine = (t: number): number => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
  expect(noiseSchedule("cosine").alphaBar[499]).toBeCloseTo(cosine(0.5) / cosine(0), 10);
  expect(() => noiseSchedule("linear", { steps: 3 })).toThrow(ArgumentError);
  expect(() => noiseSchedule("quadratic" as "linear")).toThrow(ArgumentError);
});

test("random steps cover the schedule evenly, new ones with each seed", async () => {
  const x = floats(new Array<number>(4000).fill(0), [4000, 1]);
  const steps = await numbers(randomStep({ steps: 4 }), [x]);
  const counts = [0, 1, 2, 3].map((step) => steps.filter((each) => each === step).length);
  expect(counts.reduce((a, b) => a + b)).toBe(4000);
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120); // over 4 standard deviations
  expect(await numbers(randomStep({ steps: 4 }), [x], { seed: 2 })).not.toEqual(steps);
});

test("noise is standard normal in evaluation too", async () => {
  const noise = await numbers(normalNoise(), [floats(new Array<number>(4000).fill(5), [1000, 4])], { training: false });
  const mean = noise.reduce((a, b) => a + b) / 4000;
  expect(Math.abs(mean)).toBeLessThan(0.08);
  expect(noise.reduce((sum, x) => sum + x * x, 0) / 4000).toBeCloseTo(1, 0);
});

test("the forward process mixes example and noise by the share at each example's step", async () => {
  const mixed = await numbers(forwardDiffusion(linear), [
    floats([1, 2, 3, 4], [2, 2]),
    floats([1, -1, 0, 2], [2, 2]),
    whole([0, 700]),
  ]);
  const want = [1, 2, 3, 4].map((x, i) => {
    const left = linear.alphaBar[i < 2 ? 0 : 700] as number;
    return Math.sqrt(left) * x + Math.sqrt(1 - left) * ([1, -1, 0, 2][i] as number);
  });
  mixed.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 5);
  });
  expect(() => forwardDiffusion(linear).call([floats([1], [1]), floats([1, 1], [2]), whole([0])], {} as never)).toThrow(
    ShapeError,
  );
});

test("noise levels are ᾱ and its ratio to the rest", async () => {
  const left = linear.alphaBar[300] as number;
  expect((await numbers(noiseLevel(linear), [whole([300])]))[0]).toBeCloseTo(left, 6);
  expect((await numbers(noiseLevel(linear, { as: "snr" }), [whole([300])]))[0]).toBeCloseTo(left / (1 - left), 5);
  expect(() => noiseLevel(linear, { as: "beta" as "snr" })).toThrow(ArgumentError);
});

test("sines then cosines, the first of wavelength 2π, the last of 10000 times that", async () => {
  const got = await numbers(sinusoidalEmbedding(4), [whole([0, 7])]);
  const want = [0, 0, 1, 1, Math.sin(7), Math.sin(7e-4), Math.cos(7), Math.cos(7e-4)];
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(want[i] as number, 5);
  });
  expect(() => sinusoidalEmbedding(5)).toThrow(ArgumentError);
});

test("labels are dropped in training alone, at the rate", async () => {
  const labels = whole(new Array<number>(2000).fill(3));
  const dropped = (await numbers(labelDropout(0.25, 10), [labels])).filter((label) => label === 10);
  expect(Math.abs(dropped.length - 500)).toBeLessThan(80);
  expect(new Set(await numbers(labelDropout(0.25, 10), [labels], { training: false }))).toEqual(new Set([3]));
  expect(() => labelDropout(1, 10)).toThrow(ArgumentError);
});

test("a bias for each channel of each example", async () => {
  const x = floats([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  expect(await numbers(channelBias(), [x, floats([10, 20, 30, 40], [2, 2])])).toEqual([11, 12, 23, 24, 35, 36, 47, 48]);
  expect(() => channelBias().call([x, input("bias", [2, 3])], {} as never)).toThrow(ShapeError);
});
