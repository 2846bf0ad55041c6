import { describe, expect, test } from "vitest";
import { ArgumentError, NameError, ShapeError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import type { Shape } from "../core/shape.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import { square } from "../ops/arithmetic.ts";
import { evaluate, type Feed } from "../runtime/evaluate.ts";
import {
  activation,
  addition,
  averagePool1d,
  averagePool2d,
  averaging,
  batchNorm,
  concatenation,
  constantFill,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  dense,
  depthwiseConv2d,
  dropout,
  embedding,
  flatten,
  gaussianNoise,
  globalAveragePooling,
  globalMaxPooling,
  groupNorm,
  identity,
  instanceNorm,
  type Layer,
  lambda,
  layerNorm,
  maximumOf,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  multiplication,
  networkInput,
  parametricRelu,
  permute,
  rescaling,
  reshape,
  separableConv2d,
  spatialDropout,
  upsample2d,
  zeroPad2d,
} from "./index.ts";

interface Given {
  readonly shape: Shape;
  readonly values?: readonly number[];
  readonly dtype?: "float32" | "float64" | "int64";
}

interface Options {
  readonly training?: boolean;
  readonly weights?: Readonly<Record<string, readonly number[]>>;
  readonly seed?: number;
}

/** A layer's output on given inputs, with given or drawn weights, and what it sets in training. */
async function run(layer: Layer, given: readonly Given[], { training = false, weights = {}, seed = 3 }: Options = {}) {
  const inputs = given.map(({ shape, dtype = "float64" }, i) => input(`x${i}`, shape, { dtype }));
  const specs = layer.weights?.(given.map(({ shape }) => shape.slice(1))) ?? {};
  const feeds: Record<string, Feed> = Object.fromEntries(
    given.map(({ shape, values }, i) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return [`x${i}`, values ?? Array.from({ length: size }, (_, k) => k)];
    }),
  );
  const tensors: Record<string, Tensor> = {};
  for (const [name, spec] of Object.entries(specs)) {
    tensors[name] = input(name, spec.shape, { dtype: "float64" });
    feeds[name] = weights[name] ?? Float64Array.from(spec.initializer(spec.shape, new Random(1)));
  }
  const updates: Record<string, Tensor> = {};
  const output = layer.call(inputs, {
    weights: tensors,
    training,
    seed: constant(seed, { dtype: "int64" }),
    stream: 1,
    update: (name, next) => {
      updates[name] = next;
    },
    addLoss: () => undefined,
  });
  const results = await evaluate([output, ...Object.values(updates)], feeds);
  const numbers = await Promise.all(results.map(async (value) => Array.from((await value.read()) as Float64Array)));
  return {
    shape: output.shape,
    domain: output.domain,
    values: numbers[0] as number[],
    updates: Object.fromEntries(Object.keys(updates).map((name, i) => [name, numbers[i + 1] as number[]])),
    weights: Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.shape])),
  };
}

function close(got: readonly number[], want: readonly number[], digits = 9): void {
  expect(got.length).toBe(want.length);
  for (const [i, value] of want.entries()) expect(got[i]).toBeCloseTo(value, digits);
}

describe("shapes of outputs and weights", () => {
  const image = [2, 6, 8, 10];
  test.each<[string, Layer, Shape, Shape, Record<string, Shape>]>([
    ["dense", dense(4), [2, 3], [2, 4], { kernel: [3, 4], bias: [4] }],
    ["dense on sequences, no bias", dense(4, { useBias: false }), [2, 5, 3], [2, 5, 4], { kernel: [3, 4] }],
    ["conv1d", conv1d(4, 3), [2, 6, 8], [2, 4, 6], { kernel: [4, 6, 3], bias: [4] }],
    [
      "conv2d same",
      conv2d(4, [3, 5], { padding: "same", stride: 2 }),
      image,
      [2, 4, 4, 5],
      { kernel: [4, 6, 3, 5], bias: [4] },
    ],
    ["conv2d groups", conv2d(4, 3, { groups: 2 }), image, [2, 4, 6, 8], { kernel: [4, 3, 3, 3], bias: [4] }],
    ["conv3d", conv3d(2, 2, { useBias: false }), [1, 3, 4, 4, 4], [1, 2, 3, 3, 3], { kernel: [2, 3, 2, 2, 2] }],
    [
      "depthwise",
      depthwiseConv2d(3, { depthMultiplier: 2 }),
      image,
      [2, 12, 6, 8],
      { kernel: [12, 1, 3, 3], bias: [12] },
    ],
    [
      "separable",
      separableConv2d(5, 3),
      image,
      [2, 5, 6, 8],
      { kernel: [6, 1, 3, 3], pointwise: [5, 6, 1, 1], bias: [5] },
    ],
    ["convTranspose1d", convTranspose1d(4, 3, { stride: 2 }), [2, 6, 8], [2, 4, 17], { kernel: [6, 4, 3], bias: [4] }],
    [
      "convTranspose2d same",
      convTranspose2d(4, 3, { stride: 2, padding: "same" }),
      image,
      [2, 4, 16, 20],
      { kernel: [6, 4, 3, 3], bias: [4] },
    ],
    [
      "convTranspose2d same, small kernel",
      convTranspose2d(4, 2, { stride: 3, padding: "same" }),
      image,
      [2, 4, 24, 30],
      { kernel: [6, 4, 2, 2], bias: [4] },
    ],
    [
      "convTranspose2d groups",
      convTranspose2d(4, 3, { groups: 2, padding: 1 }),
      image,
      [2, 4, 8, 10],
      { kernel: [6, 2, 3, 3], bias: [4] },
    ],
    [
      "convTranspose3d",
      convTranspose3d(2, 2),
      [1, 3, 4, 4, 4],
      [1, 2, 5, 5, 5],
      { kernel: [3, 2, 2, 2, 2], bias: [2] },
    ],
    ["maxPool1d", maxPool1d(), [2, 6, 9], [2, 6, 4], {}],
    ["maxPool2d", maxPool2d([2, 5]), image, [2, 6, 4, 2], {}],
    ["maxPool3d", maxPool3d(2, { stride: 1 }), [1, 3, 4, 4, 4], [1, 3, 3, 3, 3], {}],
    ["globalMaxPooling", globalMaxPooling(), image, [2, 6], {}],
    ["upsample2d", upsample2d(2), image, [2, 6, 16, 20], {}],
    [
      "zeroPad2d",
      zeroPad2d([
        [1, 0],
        [2, 3],
      ]),
      image,
      [2, 6, 9, 15],
      {},
    ],
    ["batchNorm", batchNorm(), image, image, { scale: [6], offset: [6], movingMean: [6], movingVariance: [6] }],
    ["layerNorm", layerNorm(), [2, 5, 3], [2, 5, 3], { scale: [3], offset: [3] }],
    ["layerNorm of images", layerNorm({ axis: 1 }), image, image, { scale: [6, 8, 10], offset: [6, 8, 10] }],
    ["groupNorm", groupNorm(3), image, image, { scale: [6], offset: [6] }],
    ["instanceNorm", instanceNorm(), image, image, { scale: [6], offset: [6] }],
    ["parametricRelu", parametricRelu(), image, image, { slope: [6, 1, 1] }],
    ["flatten", flatten(), image, [2, 480], {}],
    ["reshape", reshape([-1, 16]), image, [2, 30, 16], {}],
    ["permute", permute([3, 1, 2]), image, [2, 10, 6, 8], {}],
  ])("%s", async (_, layer, shape, wantShape, wantWeights) => {
    const got = await run(layer, [{ shape }]);
    expect(got.shape).toEqual(wantShape);
    expect(got.weights).toEqual(wantWeights);
    expect(got.values.every(Number.isFinite)).toBe(true);
  });
});

describe("values", () => {
  test("dense", async () => {
    const { values } = await run(dense(2, { activation: "relu" }), [{ shape: [2, 2], values: [1, 2, -3, 4] }], {
      weights: { kernel: [1, -1, 0.5, 2], bias: [0.25, -1] },
    });
    close(values, [2.25, 2, 0, 10]);
  });

  test("conv2d", async () => {
    const ones = { kernelInitializer: "ones", biasInitializer: constantFill(0.5) };
    close((await run(conv2d(1, 2, ones), [{ shape: [1, 1, 2, 3] }])).values, [8.5, 12.5]);
  });

  test("depthwise and separable convolutions are grouped ones", async () => {
    const x = [{ shape: [1, 2, 1, 2], values: [1, 2, 3, 4] }];
    const apart = await run(depthwiseConv2d([1, 2]), x, { weights: { kernel: [1, 10, 1, 100], bias: [0, 0] } });
    close(apart.values, [21, 403]);
    const mixed = await run(separableConv2d(1, [1, 2]), x, {
      weights: { kernel: [1, 10, 1, 100], pointwise: [2, 3], bias: [1] },
    });
    close(mixed.values, [2 * 21 + 3 * 403 + 1]);
  });

  test("convTranspose1d", async () => {
    const x = [{ shape: [1, 1, 2], values: [1, 2] }];
    const weights = { kernel: [1, 10, 100], bias: [0] };
    close((await run(convTranspose1d(1, 3, { stride: 2 }), x, { weights })).values, [1, 10, 102, 20, 200]);
    close((await run(convTranspose1d(1, 3, { stride: 2, padding: "same" }), x, { weights })).values, [1, 10, 102, 20]);
  });

  test("pooling", async () => {
    const x = [{ shape: [1, 1, 4], values: [1, 5, 2, 3] }];
    close((await run(maxPool1d(2), x)).values, [5, 3]);
    close((await run(averagePool1d(2), x)).values, [3, 2.5]);
    close((await run(averagePool2d(2), [{ shape: [1, 1, 2, 2], values: [1, 5, 2, 4] }])).values, [3]);
    close((await run(globalAveragePooling(), x)).values, [2.75]);
    close((await run(upsample2d(2), [{ shape: [1, 1, 1, 2], values: [1, 2] }])).values, [1, 1, 2, 2, 1, 1, 2, 2]);
  });

  test("embedding", async () => {
    const { values, shape } = await run(embedding(3, 2), [{ shape: [2, 2], values: [2, 0, 1, 1], dtype: "int64" }], {
      weights: { table: [0, 1, 10, 11, 20, 21] },
    });
    expect(shape).toEqual([2, 2, 2]);
    close(values, [20, 21, 0, 1, 10, 11, 10, 11]);
  });

  test("merging", async () => {
    const two = [
      { shape: [1, 2], values: [1, 5] },
      { shape: [1, 2], values: [3, 2] },
    ];
    close((await run(addition(), two)).values, [4, 7]);
    close((await run(multiplication(), two)).values, [3, 10]);
    close((await run(averaging(), two)).values, [2, 3.5]);
    close((await run(maximumOf(), two)).values, [3, 5]);
    const joined = await run(concatenation(), two);
    expect(joined.shape).toEqual([1, 4]);
    close(joined.values, [1, 5, 3, 2]);
  });

  test("without weights", async () => {
    const x = [{ shape: [1, 2], values: [-2, 4] }];
    close((await run(rescaling(0.5, 1), x)).values, [0, 3]);
    close(
      (
        await run(
          lambda((y) => square(y as Tensor)),
          x,
        )
      ).values,
      [4, 16],
    );
    close((await run(parametricRelu(), x)).values, [-0.5, 4]);
    close((await run(permute([2, 1]), [{ shape: [1, 2, 2] }])).values, [0, 2, 1, 3]);
    close((await run(zeroPad2d(1), [{ shape: [1, 1, 1, 1], values: [7] }])).values, [0, 0, 0, 0, 7, 0, 0, 0, 0]);
    close((await run(dense(2, { kernelInitializer: identity }), x)).values, [-2, 4]);
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
  ])("%s", async (name, fn) => close((await run(activation(name), x)).values, x[0]?.values.map(fn) as number[]));

  test("what they mean is known", async () => {
    expect((await run(dense(2, { activation: "softmax" }), x)).domain).toBe("probabilities");
    expect((await run(dense(1, { activation: "sigmoid" }), x)).domain).toBe("probabilities");
    expect((await run(dense(1), x)).domain).toBe("unknown");
  });

  test("softmax goes over the features of a dense layer and the channels of a convolution", async () => {
    const rows = (await run(dense(4, { activation: "softmax" }), [{ shape: [2, 3] }])).values;
    close(
      [rows.slice(0, 4), rows.slice(4)].map((row) => row.reduce((a, b) => a + b)),
      [1, 1],
    );
    const maps = (await run(conv2d(2, 1, { activation: "softmax" }), [{ shape: [1, 3, 1, 2] }])).values;
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
    const { values, updates } = await run(batchNorm(), x, { training: true });
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
    const { values, updates } = await run(batchNorm({ epsilon: 0 }), x, { weights });
    close(values, [0, 15, 1, 25, 2, 35, 5, 65], 6);
    expect(updates).toEqual({});
  });

  test("layerNorm, groupNorm, instanceNorm", async () => {
    close((await run(layerNorm(), [{ shape: [1, 2], values: [1, 3] }])).values, normalised([1, 3], 2, 1), 6);
    const image = [{ shape: [1, 2, 1, 2], values: [1, 3, 10, 30] }];
    close((await run(groupNorm(1), image)).values, normalised([1, 3, 10, 30], 11, 131.5), 6);
    close(
      (await run(instanceNorm(), image)).values,
      [...normalised([1, 3], 2, 1), ...normalised([10, 30], 20, 100)],
      6,
    );
  });
});

describe("random layers", () => {
  const x = [{ shape: [40, 50], values: new Array<number>(2000).fill(1) }];

  test("dropout drops a share and keeps the mean, in training only", async () => {
    const { values } = await run(dropout(0.25), x, { training: true });
    const zeros = values.filter((value) => value === 0).length;
    expect(zeros / 2000).toBeGreaterThan(0.2);
    expect(zeros / 2000).toBeLessThan(0.3);
    close([...new Set(values)].sort(), [0, 4 / 3], 6);
    close((await run(dropout(0.25), x)).values, x[0]?.values as number[]);
    expect((await run(dropout(0.25), x, { training: true })).values).toEqual(values);
    expect((await run(dropout(0.25), x, { training: true, seed: 4 })).values).not.toEqual(values);
  });

  test("spatialDropout drops whole channels", async () => {
    const { values } = await run(spatialDropout(0.5), [{ shape: [4, 8, 3], values: new Array<number>(96).fill(1) }], {
      training: true,
    });
    for (let channel = 0; channel < 32; channel++)
      expect(new Set(values.slice(3 * channel, 3 * channel + 3)).size).toBe(1);
    expect(new Set(values).size).toBe(2);
  });

  test("gaussianNoise", async () => {
    const { values } = await run(gaussianNoise(0.5), x, { training: true });
    const mean = values.reduce((a, b) => a + b) / 2000;
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
    expect(Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / 2000)).toBeCloseTo(0.5, 1);
    close((await run(gaussianNoise(0.5), x)).values, x[0]?.values as number[]);
  });
});

test("a layer keeps its name and options as plain data", () => {
  const layer = conv2d(4, 3, { name: "first", activation: "relu" });
  expect(layer.name).toBe("first");
  expect(layer.kind).toBe("conv2d");
  expect(JSON.parse(JSON.stringify(layer.options))).toMatchObject({
    filters: 4,
    kernelSize: [3, 3],
    activation: "relu",
  });
});

describe("what goes wrong is said", () => {
  const place = networkInput([3]);
  const weigh = (layer: Layer, shape: Shape): unknown => layer.weights?.([shape]);
  test.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
    ["units", () => dense(0), ArgumentError, /dense: units/],
    ["filters", () => conv2d(1.5, 3), ArgumentError, /conv2d: filters/],
    ["activation", () => dense(1, { activation: "rellu" }), NameError, /did you mean "relu"/],
    ["initializer", () => dense(1, { kernelInitializer: "he" }), NameError, /initializer/],
    ["regularizer", () => dense(1, { kernelRegularizer: "l4" }), NameError, /regularizer/],
    ["scalar examples", () => weigh(dense(1), []), ShapeError, /dense/],
    ["no channels", () => weigh(conv2d(1, 3), [28, 28]), ShapeError, /conv2d.*reshape\(\[1, 28, 28\]\)/],
    ["kernel of another rank", () => conv2d(1, [3]), ShapeError, /kernelSize/],
    ["groups and channels", () => weigh(conv2d(4, 3, { groups: 2 }), [3, 5, 5]), ShapeError, /2 groups/],
    ["groups and filters", () => conv2d(3, 3, { groups: 2 }), ArgumentError, /2 groups/],
    ["group norm", () => weigh(groupNorm(4), [6, 2, 2]), ShapeError, /groupNorm/],
    ["rate", () => dropout(1.5), ArgumentError, /dropout/],
    ["noise", () => gaussianNoise(-1), ArgumentError, /gaussianNoise/],
    ["two inputs", () => dense(1)(place, place), ArgumentError, /dense: expected 1 input, got 2/],
    ["no input", () => addition()(), ArgumentError, /at least one/],
  ])("%s", (_, make, kind, text) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(text);
  });

  test.each<[string, Layer, Shape[], RegExp]>([
    ["pooling", maxPool2d(), [[1, 3, 4]], /maxPool2d/],
    ["global pooling", globalAveragePooling(), [[1, 3]], /globalAveragePooling/],
    ["reshape", reshape([4]), [[1, 3]], /reshape.*3 elements/],
    ["permute", permute([1, 1]), [[1, 3, 4]], /permute/],
    ["zeroPad2d", zeroPad2d(1), [[1, 3]], /zeroPad2d/],
    ["spatialDropout", spatialDropout(0.5), [[1, 3]], /spatialDropout/],
    [
      "addition",
      addition(),
      [
        [1, 3],
        [1, 4],
      ],
      /addition.*\[3\] and \[4\]/,
    ],
    [
      "concatenation",
      concatenation(),
      [
        [1, 3, 2],
        [1, 3, 4],
      ],
      /concatenation/,
    ],
  ])("%s", async (_, layer, shapes, text) => {
    const attempt = run(
      layer,
      shapes.map((shape) => ({ shape })),
      { training: true },
    );
    await expect(attempt).rejects.toThrow(ShapeError);
    await expect(attempt).rejects.toThrow(text);
  });
});
