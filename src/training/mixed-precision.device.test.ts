import { describe, expect, inject, test } from "vitest";
import { DeviceError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import {
  addition,
  batchNorm,
  concatenation,
  conv2d,
  dense,
  dropout,
  flatten,
  type LayerOutput,
  layerNorm,
  maxPool2d,
  multiHeadAttention,
  networkInput,
  reshape,
} from "../layers/index.ts";
import { requireHalf } from "../runtime/half.ts";
import { Value } from "../runtime/value.ts";
import type { StepRecord } from "./callbacks.ts";
import type { MixedPrecision } from "./mixed-precision.ts";
import { functional, type Model, sequential } from "./model.ts";

const device = inject("device");
const random = new Random(3);
const normal = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());
const hasHalf = await requireHalf(device).then(
  () => true,
  (error: unknown) => {
    if (!(error instanceof DeviceError)) throw error;
    return false;
  },
);
const quiet = { onWarning: (): void => {}, device } as const;

/** Two classes by the sign of a sum. */
const points = (() => {
  const x = normal(64 * 6);
  const y = Float32Array.from({ length: 64 }, (_, i) =>
    x.slice(6 * i, 6 * i + 6).reduce((a, b) => a + b, 0) > 0 ? 1 : 0,
  );
  return { x, y };
})();

function network(): Model {
  return sequential([dense(16, { activation: "relu" }), dropout(0), dense(1)], { inputShape: [6], seed: 1 });
}

function images(): Model {
  const x = networkInput([2, 8, 8]);
  const a = conv2d(16, 3, { padding: "same", activation: "relu" })(x);
  const b = batchNorm()(conv2d(16, 3, { padding: "same" })(a));
  const c: LayerOutput = maxPool2d(2)(concatenation()(addition()(a, b), a));
  const d = layerNorm()(reshape([16, 32])(c));
  const e = multiHeadAttention({ heads: 2, dim: 8 })(d);
  return functional({ inputs: { x }, outputs: { y: dense(1)(flatten()(e)) } }, { seed: 2 });
}

function refusesWithoutHalf(): void {
  test("a device without float16 is refused before the first step", async () => {
    const model = network().compile({ loss: "mse", mixedPrecision: true, ...quiet });
    await expect(model.fit(points, { batchSize: 64 })).rejects.toThrow(DeviceError);
    await expect(model.fit(points, { batchSize: 64 })).rejects.toThrow(/shader-f16.*leave mixedPrecision out/);
  });
}

function trainsInHalf(): void {
  test.each([
    ["a dense network", network, 6],
    ["convolutions, normalisation and attention", images, 128],
  ] as const)("%s trains as in float32, to the digits of float16", async (_, make, width) => {
    const x = normal(32 * width);
    const y = Float32Array.from({ length: 32 }, (_, i) => Math.sign(x[i * width] as number));
    const options = { loss: "meanSquaredError", optimizer: { name: "adam", learningRate: 0.003 }, ...quiet };
    const [half, single] = [make().compile({ ...options, mixedPrecision: true }), make().compile(options)];
    const fit = { epochs: 8, batchSize: 32, checks: "errors" } as const;
    const [got, expected] = [await half.fit({ x, y }, fit), await single.fit({ x, y }, fit)];
    const [first, last] = [got.epochs[0], got.epochs.at(-1)];
    expect(Math.abs((first?.loss ?? 0) / (expected.epochs[0]?.loss ?? 0) - 1)).toBeLessThan(0.01);
    expect(Math.abs((last?.loss ?? 0) / (expected.epochs.at(-1)?.loss ?? 0) - 1)).toBeLessThan(0.1);
    expect(last?.loss).toBeLessThan(first?.loss ?? 0);
    expect(first).toMatchObject({ lossScale: 65536, skippedSteps: 0 });
    expect(expected.epochs[0]).not.toHaveProperty("lossScale");
    // Evaluation is that of float32: its loss for the same weights is exact.
    single.setWeights(half.weights);
    expect(await half.evaluate({ x, y })).toEqual(await single.evaluate({ x, y }));
  });

  test("a step that overflows changes no weight, halves the scale and is counted", async () => {
    // The scaled loss is more than float32 can hold.
    const model = network().compile({ loss: "mse", mixedPrecision: { initialScale: 2 ** 127 }, ...quiet });
    const data = { x: points.x, y: points.y.map((y) => 100 * y) };
    const before = await Promise.all(Object.values(model.weights).map((each) => each.numbers()));
    const fit = { batchSize: 64, checks: "none" } as const;
    const { epochs } = await model.fit(data, fit);
    expect(epochs[0]).toMatchObject({ lossScale: 2 ** 127, skippedSteps: 1 });
    expect(await Promise.all(Object.values(model.weights).map((each) => each.numbers()))).toEqual(before);
    const { epochs: more } = await model.fit(data, { ...fit, epochs: 140 });
    const good = more.findIndex(({ skippedSteps }) => skippedSteps === 0);
    expect(good).toBeGreaterThan(2);
    expect(more.slice(0, good + 1).map(({ lossScale }) => lossScale)).toEqual(
      Array.from({ length: good + 1 }, (_, i) => 2 ** (126 - i)),
    );
    expect(more.at(-1)?.loss).toBeLessThan(epochs[0]?.loss ?? 0);
  });

  test("the scale grows after so many good steps", async () => {
    const mixedPrecision = { initialScale: 8, growthFactor: 4, growthInterval: 3 };
    const model = network().compile({ loss: "mse", mixedPrecision, ...quiet });
    const { epochs } = await model.fit(points, { epochs: 7, batchSize: 64 });
    expect(epochs.map(({ lossScale }) => lossScale)).toEqual([8, 8, 8, 32, 32, 32, 128]);
  });

  test("small gradients are kept that float16 alone would lose", async () => {
    const x = normal(64 * 4);
    const y = Float32Array.from({ length: 64 }, (_, i) => 1e-3 * (x[4 * i] as number));
    const normOf = async (mixedPrecision: MixedPrecision): Promise<number> => {
      const model = sequential([dense(4, { useBias: false }), dense(1, { useBias: false })], {
        inputShape: [4],
        seed: 5,
      });
      // The gradients that reach the first layer's results, in float16, are near 1e-3 · 1e-4 / 64.
      model.setWeights({ "dense_1/kernel": Value.of([1e-4, -1e-4, 1e-4, 1e-4], [4, 1]) });
      model.compile({ loss: "mse", mixedPrecision, norms: true, ...quiet });
      let norm = Number.NaN;
      const onSteps = async ({ outputs }: StepRecord): Promise<void> => {
        norm = (await (outputs["gradient/dense/kernel"] as Value).numbers())[0] as number;
      };
      await model.fit({ x, y }, { batchSize: 64, checks: "none", callbacks: [{ onSteps }] });
      return norm;
    };
    // The CPU computes products of float16 in float32, and loses nothing of them.
    if (device === "webgpu") expect(await normOf({ initialScale: 1 })).toBe(0);
    const [kept, exact] = [await normOf(true), await normOf(false)];
    expect(exact).toBeGreaterThan(0);
    expect(Math.abs(kept / exact - 1)).toBeLessThan(0.01);
  });

  test("a loss that is not finite stops training as ever", async () => {
    const model = network().compile({ loss: "mse", mixedPrecision: true, ...quiet });
    const y = Float32Array.from(points.y);
    y[7] = Number.NaN;
    await expect(model.fit({ x: points.x, y }, { batchSize: 64, checks: "none" })).rejects.toThrow(/example 7/);
  });
}

if (hasHalf) describe("mixed precision", trainsInHalf);
else describe("mixed precision", refusesWithoutHalf);
