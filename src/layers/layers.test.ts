import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import type { Tensor } from "../core/tensor.ts";
import { square } from "../ops/arithmetic.ts";
import {
  activation,
  addition,
  averagePool1d,
  averagePool2d,
  averaging,
  batchNorm,
  concatenation,
  constantFill,
  conv2d,
  convTranspose1d,
  dense,
  depthwiseConv2d,
  dropout,
  embedding,
  gaussianNoise,
  globalAveragePooling,
  groupNorm,
  identity,
  instanceNorm,
  lambda,
  layerNorm,
  maximumOf,
  maxPool1d,
  multiplication,
  parametricRelu,
  permute,
  rescaling,
  separableConv2d,
  spatialDropout,
  upsample2d,
  zeroPad2d,
} from "./index.ts";

function close(got: readonly number[], want: readonly number[], digits = 9): void {
  expect(got.length).toBe(want.length);
  for (const [i, value] of want.entries()) expect(got[i]).toBeCloseTo(value, digits);
}

describe("values", () => {
  test("dense", async () => {
    const { values } = await runLayer(dense(2, { activation: "relu" }), [{ shape: [2, 2], values: [1, 2, -3, 4] }], {
      weights: { kernel: [1, -1, 0.5, 2], bias: [0.25, -1] },
    });
    close(values, [2.25, 2, 0, 10]);
  });

  test("conv2d", async () => {
    const ones = { kernelInitializer: "ones", biasInitializer: constantFill(0.5) };
    close((await runLayer(conv2d(1, 2, ones), [{ shape: [1, 1, 2, 3] }])).values, [8.5, 12.5]);
  });

  test("depthwise and separable convolutions are grouped ones", async () => {
    const x = [{ shape: [1, 2, 1, 2], values: [1, 2, 3, 4] }];
    const apart = await runLayer(depthwiseConv2d([1, 2]), x, { weights: { kernel: [1, 10, 1, 100], bias: [0, 0] } });
    close(apart.values, [21, 403]);
    const mixed = await runLayer(separableConv2d(1, [1, 2]), x, {
      weights: { kernel: [1, 10, 1, 100], pointwise: [2, 3], bias: [1] },
    });
    close(mixed.values, [2 * 21 + 3 * 403 + 1]);
  });

  test("convTranspose1d", async () => {
    const x = [{ shape: [1, 1, 2], values: [1, 2] }];
    const weights = { kernel: [1, 10, 100], bias: [0] };
    close((await runLayer(convTranspose1d(1, 3, { stride: 2 }), x, { weights })).values, [1, 10, 102, 20, 200]);
    close(
      (await runLayer(convTranspose1d(1, 3, { stride: 2, padding: "same" }), x, { weights })).values,
      [1, 10, 102, 20],
    );
  });

  test("pooling", async () => {
    const x = [{ shape: [1, 1, 4], values: [1, 5, 2, 3] }];
    close((await runLayer(maxPool1d(2), x)).values, [5, 3]);
    close((await runLayer(averagePool1d(2), x)).values, [3, 2.5]);
    close((await runLayer(averagePool2d(2), [{ shape: [1, 1, 2, 2], values: [1, 5, 2, 4] }])).values, [3]);
    close((await runLayer(globalAveragePooling(), x)).values, [2.75]);
    close((await runLayer(upsample2d(2), [{ shape: [1, 1, 1, 2], values: [1, 2] }])).values, [1, 1, 2, 2, 1, 1, 2, 2]);
  });

  test("embedding", async () => {
    const { values, shape } = await runLayer(
      embedding(3, 2),
      [{ shape: [2, 2], values: [2, 0, 1, 1], dtype: "int64" }],
      {
        weights: { table: [0, 1, 10, 11, 20, 21] },
      },
    );
    expect(shape).toEqual([2, 2, 2]);
    close(values, [20, 21, 0, 1, 10, 11, 10, 11]);
  });

  test("merging", async () => {
    const two = [
      { shape: [1, 2], values: [1, 5] },
      { shape: [1, 2], values: [3, 2] },
    ];
    close((await runLayer(addition(), two)).values, [4, 7]);
    close((await runLayer(multiplication(), two)).values, [3, 10]);
    close((await runLayer(averaging(), two)).values, [2, 3.5]);
    close((await runLayer(maximumOf(), two)).values, [3, 5]);
    const joined = await runLayer(concatenation(), two);
    expect(joined.shape).toEqual([1, 4]);
    close(joined.values, [1, 5, 3, 2]);
  });

  test("without weights", async () => {
    const x = [{ shape: [1, 2], values: [-2, 4] }];
    close((await runLayer(rescaling(0.5, 1), x)).values, [0, 3]);
    close(
      (
        await runLayer(
          lambda((y) => square(y as Tensor)),
          x,
        )
      ).values,
      [4, 16],
    );
    close((await runLayer(parametricRelu(), x)).values, [-0.5, 4]);
    close((await runLayer(permute([2, 1]), [{ shape: [1, 2, 2] }])).values, [0, 2, 1, 3]);
    close((await runLayer(zeroPad2d(1), [{ shape: [1, 1, 1, 1], values: [7] }])).values, [0, 0, 0, 0, 7, 0, 0, 0, 0]);
    close((await runLayer(dense(2, { kernelInitializer: identity }), x)).values, [-2, 4]);
  });
});

describe("activations", () => {
  const x = [{ shape: [1, 3], values: [-1, 0, 2] }];
  test.each<[string, (x: number) => number]>([
    ["linear", (v) => v],
    ["relu", (v) => Math.max(v, 0)],
    ["leaky_relu", (v) => (v > 0 ? v : 0.01 * v)],
    ["sigmoid", (v) => 1 / (1 + Math.exp(-v))],
    ["swish", (v) => v / (1 + Math.exp(-v))],
    ["Tanh", Math.tanh],
    ["softplus", (v) => Math.log1p(Math.exp(v))],
    ["elu", (v) => (v > 0 ? v : Math.expm1(v))],
    ["exponential", Math.exp],
  ])("%s", async (name, fn) => close((await runLayer(activation(name), x)).values, x[0]?.values.map(fn) as number[]));

  test("what they mean is known", async () => {
    expect((await runLayer(dense(2, { activation: "softmax" }), x)).domain).toBe("probabilities");
    expect((await runLayer(dense(1, { activation: "sigmoid" }), x)).domain).toBe("probabilities");
    expect((await runLayer(dense(1), x)).domain).toBe("unknown");
  });

  test("softmax goes over the features of a dense layer and the channels of a convolution", async () => {
    const rows = (await runLayer(dense(4, { activation: "softmax" }), [{ shape: [2, 3] }])).values;
    close(
      [rows.slice(0, 4), rows.slice(4)].map((row) => row.reduce((a, b) => a + b)),
      [1, 1],
    );
    const maps = (await runLayer(conv2d(2, 1, { activation: "softmax" }), [{ shape: [1, 3, 1, 2] }])).values;
    close(
      [0, 1].map((i) => (maps[i] as number) + (maps[i + 2] as number)),
      [1, 1],
    );
  });
});

describe("normalisation", () => {
  const x = [{ shape: [4, 2], values: [1, 10, 2, 20, 3, 30, 6, 60] }];
  const normalised = (values: number[], mean: number, variance: number): number[] =>
    values.map((value) => (value - mean) / Math.sqrt(variance + 1e-3));

  test("batchNorm uses the batch in training and moves its statistics", async () => {
    const { values, updates } = await runLayer(batchNorm(), x, { training: true });
    close(
      values.filter((_, i) => i % 2 === 0),
      normalised([1, 2, 3, 6], 3, 3.5),
      6,
    );
    close(updates["movingMean"] as number[], [0.03, 0.3], 6);
    close(updates["movingVariance"] as number[], [0.99 + 0.035, 0.99 + 3.5], 6);
  });

  test("batchNorm uses its statistics in evaluation", async () => {
    const weights = { scale: [2, 1], offset: [0, 5], movingMean: [1, 0], movingVariance: [4, 1] };
    const { values, updates } = await runLayer(batchNorm({ epsilon: 0 }), x, { weights });
    close(values, [0, 15, 1, 25, 2, 35, 5, 65], 6);
    expect(updates).toEqual({});
  });

  test("layerNorm, groupNorm, instanceNorm", async () => {
    close((await runLayer(layerNorm(), [{ shape: [1, 2], values: [1, 3] }])).values, normalised([1, 3], 2, 1), 6);
    const image = [{ shape: [1, 2, 1, 2], values: [1, 3, 10, 30] }];
    close((await runLayer(groupNorm(1), image)).values, normalised([1, 3, 10, 30], 11, 131.5), 6);
    close(
      (await runLayer(instanceNorm(), image)).values,
      [...normalised([1, 3], 2, 1), ...normalised([10, 30], 20, 100)],
      6,
    );
  });
});

describe("random layers", () => {
  const x = [{ shape: [40, 50], values: new Array<number>(2000).fill(1) }];

  test("dropout drops a share and keeps the mean, in training only", async () => {
    const { values } = await runLayer(dropout(0.25), x, { training: true });
    const zeros = values.filter((value) => value === 0).length;
    expect(zeros / 2000).toBeGreaterThan(0.2);
    expect(zeros / 2000).toBeLessThan(0.3);
    close([...new Set(values)].sort(), [0, 4 / 3], 6);
    close((await runLayer(dropout(0.25), x)).values, x[0]?.values as number[]);
    expect((await runLayer(dropout(0.25), x, { training: true })).values).toEqual(values);
    expect((await runLayer(dropout(0.25), x, { training: true, seed: 4 })).values).not.toEqual(values);
  });

  test("spatialDropout drops whole channels", async () => {
    const { values } = await runLayer(
      spatialDropout(0.5),
      [{ shape: [4, 8, 3], values: new Array<number>(96).fill(1) }],
      {
        training: true,
      },
    );
    for (let channel = 0; channel < 32; channel++)
      expect(new Set(values.slice(3 * channel, 3 * channel + 3)).size).toBe(1);
    expect(new Set(values).size).toBe(2);
  });

  test("gaussianNoise", async () => {
    const { values } = await runLayer(gaussianNoise(0.5), x, { training: true });
    const mean = values.reduce((a, b) => a + b) / 2000;
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
    expect(Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / 2000)).toBeCloseTo(0.5, 1);
    close((await runLayer(gaussianNoise(0.5), x)).values, x[0]?.values as number[]);
  });
});
