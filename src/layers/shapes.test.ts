import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError, NameError, ShapeError } from "../core/errors.ts";
import type { Shape } from "../core/shape.ts";
import {
  addition,
  batchNorm,
  concatenation,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  dense,
  depthwiseConv2d,
  dropout,
  flatten,
  gaussianNoise,
  globalAveragePooling,
  globalMaxPooling,
  groupNorm,
  instanceNorm,
  type Layer,
  layerNorm,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  networkInput,
  parametricRelu,
  permute,
  reshape,
  separableConv2d,
  spatialDropout,
  upsample2d,
  zeroPad2d,
} from "./index.ts";

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
    const got = await runLayer(layer, [{ shape }]);
    expect(got.shape).toEqual(wantShape);
    expect(got.weights).toEqual(wantWeights);
    expect(got.values.every(Number.isFinite)).toBe(true);
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
    const attempt = runLayer(
      layer,
      shapes.map((shape) => ({ shape })),
      { training: true },
    );
    await expect(attempt).rejects.toThrow(ShapeError);
    await expect(attempt).rejects.toThrow(text);
  });
});
