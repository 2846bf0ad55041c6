import { describe, expect, test } from "vitest";
import { runLayer } from "../../tests/layers/run-layer.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { type Conv2Plus1dOptions, conv2Plus1d, conv3d } from "./index.ts";

const random = new Random(3);
const normals = (count: number): number[] => Array.from({ length: count }, () => random.normal());

describe("conv2Plus1d", () => {
  test.each<[string, Conv2Plus1dOptions]>([
    ["valid", {}],
    ["same, strides of its own for every axis", { padding: "same", stride: [2, 1, 3], activation: "tanh" }],
    ["dilated, padded unevenly", { dilation: [2, 1, 2], padding: [[1, 2], [0, 1], [2, 0]], middleActivation: "linear" }], // biome-ignore format: a table
  ])("is conv3d over the picture, then over time: %s", async (_, options) => {
    const x = { shape: [2, 3, 6, 7, 8], values: normals(2 * 3 * 6 * 7 * 8) };
    const [spatial, spatialBias, temporal, bias] = [normals(4 * 3 * 6), normals(4), normals(5 * 4 * 3), normals(5)];
    const whole = await runLayer(conv2Plus1d(5, [3, 2, 3], { middle: 4, ...options }), [x], {
      weights: { spatial, spatialBias, temporal, bias },
    });
    const { stride = 1, dilation = 1, padding = "valid", activation = "linear", middleActivation = "relu" } = options;
    const of = (value: number | readonly number[], axes: readonly number[]): number[] =>
      [0, 1, 2].map((i) => (axes.includes(i) ? ((typeof value === "number" ? value : value[i]) as number) : 1));
    const border = (axes: readonly number[]): typeof padding =>
      Array.isArray(padding) ? padding.map((pair, i) => (axes.includes(i) ? pair : [0, 0])) : padding;
    const part = (axes: readonly number[]) => ({
      stride: of(stride as number | readonly number[], axes),
      dilation: of(dilation as number | readonly number[], axes),
      padding: border(axes),
    });
    const first = conv3d(4, [1, 2, 3], { ...part([1, 2]), activation: middleActivation });
    const seen = await runLayer(first, [x], { weights: { kernel: spatial, bias: spatialBias } });
    const second = conv3d(5, [3, 1, 1], { ...part([0]), activation });
    const want = await runLayer(second, [{ shape: seen.shape, values: seen.values }], {
      weights: { kernel: temporal, bias },
    });
    expect(whole.shape).toEqual(want.shape);
    for (const [i, value] of want.values.entries()) expect(whole.values[i]).toBeCloseTo(value, 9);
  });

  test("has about as many weights as conv3d unless told how many channels lie between", () => {
    const sizes = (layer: ReturnType<typeof conv2Plus1d>, channels: number) =>
      Object.fromEntries(
        Object.entries(layer.weights?.([[channels, 8, 8, 8]]) ?? {}).map(([name, { shape }]) => [name, shape]),
      );
    // R(2+1)D's second stage: 64 to 64 channels with 144 between, as its authors' network has.
    expect(sizes(conv2Plus1d(64, 3), 64)).toEqual({
      spatial: [144, 64, 1, 3, 3],
      spatialBias: [144],
      temporal: [64, 144, 3, 1, 1],
      bias: [64],
    });
    expect(sizes(conv2Plus1d(64, 3, { middle: 7, useBias: false }), 2)).toEqual({
      spatial: [7, 2, 1, 3, 3],
      temporal: [64, 7, 3, 1, 1],
    });
    expect(sizes(conv2Plus1d(1, 1), 1)["spatial"]).toEqual([1, 1, 1, 1, 1]);
  });

  test("refuses images and impossible options", async () => {
    await expect(runLayer(conv2Plus1d(2, 1), [{ shape: [1, 3, 4, 4] }])).rejects.toThrow(ShapeError);
    expect(() => conv2Plus1d(2, 3, { middle: 0 })).toThrow(ArgumentError);
    expect(() => conv2Plus1d(2, 3, { groups: 2 } as Conv2Plus1dOptions)).toThrow("use two conv3d");
    expect(() => conv2Plus1d(2, [3, 3])).toThrow(ShapeError);
  });
});
