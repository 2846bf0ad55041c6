import { describe, expect, inject, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import type { DType } from "../../src/core/dtype.ts";
import { input, type Tensor } from "../../src/core/tensor.ts";
import { mul } from "../../src/ops/arithmetic.ts";
import { type ConvOptions, conv } from "../../src/ops/conv.ts";
import { gatherElements, scatterElements } from "../../src/ops/gather.ts";
import { broadcastTo, reshape, sum } from "../../src/ops/structure.ts";
import { evaluate } from "../../src/runtime/evaluate.ts";
import type { Value } from "../../src/runtime/value.ts";

const device = inject("device");

// Forms that are taken from some size on, which the samples do not reach.

const drawn = (size: number, seed: number): number[] =>
  Array.from({ length: size }, (_, i) => (((i + seed) * 7919) % 1009) / 1009 - 0.4);

interface Case {
  readonly shape: readonly [number, number, number];
  readonly count: number;
  readonly dtype: DType;
  readonly index: DType;
}

const cases: readonly Case[] = [
  { shape: [2048, 40, 1], count: 2, dtype: "float32", index: "int64" },
  { shape: [8, 40, 256], count: 2, dtype: "float32", index: "int32" },
  { shape: [2, 9, 40_000], count: 1, dtype: "float32", index: "int64" },
  { shape: [1031, 4, 1], count: 1, dtype: "float64", index: "int64" },
];

describe.each(cases)("few elements of $shape, $count along the middle axis, $dtype by $index", (each) => {
  const { shape, count, dtype, index } = each;
  const [outer, size, inner] = shape;
  const total = outer * size * inner;
  const x = input("x", shape, { dtype });
  const places = input("places", [outer, count, inner], { dtype: index });
  const update = input("update", [outer, count, inner], { dtype });
  const at = Array.from({ length: places.size }, (_, i) => ((i * 31) % (2 * size)) - size); // negative ones too
  const values = drawn(total, 1);
  const updates = drawn(places.size, 5);
  const feeds = { x: values, update: updates, places: at };
  const flat = at.map((k, i) => {
    const [o, j] = [Math.floor(i / (count * inner)), i % inner];
    return (o * size + (k < 0 ? k + size : k)) * inner + j;
  });
  const tolerance = dtype === "float64" ? 12 : 5;
  const close = (got: ArrayLike<number>, want: readonly number[]): void => {
    expect(got.length).toBe(want.length);
    const worst = want.reduce((most, value, i) => Math.max(most, Math.abs(value - (got[i] as number))), 0);
    expect(worst).toBeLessThan(10 ** -tolerance);
  };
  const run = async (outputs: readonly Tensor[]): Promise<ArrayLike<number>[]> =>
    (await evaluate(outputs, feeds, { device: dtype === "float64" && device === "webgpu" ? "wasm" : device })).map(
      ({ data }) => data as Float64Array,
    );

  test("picks them, and its gradient adds up where it picked", async () => {
    const picked = gatherElements(x, places, { axis: 1 });
    const [value, slope] = await run([picked, ...gradients(sum(mul(picked, update)), [x])]);
    close(
      value as Float64Array,
      flat.map((k) => values[k] as number),
    );
    const expected = new Array<number>(total).fill(0);
    flat.forEach((k, i) => {
      expected[k] = (expected[k] as number) + (updates[i] as number);
    });
    close(slope as Float64Array, expected);
  });

  test("adds to them", async () => {
    const [value] = await run([scatterElements(x, places, update, { axis: 1, reduction: "add" })]);
    const expected = [...values];
    flat.forEach((k, i) => {
      expected[k] = (expected[k] as number) + (updates[i] as number);
    });
    close(value as Float64Array, expected);
  });
});

test("indices that are the same all along an axis: their gradient adds up what was picked more than once", async () => {
  const [batch, time, classes, count] = [3, 900, 11, 8];
  const x = input("x", [batch, time, classes]);
  const places = input("places", [batch, count], { dtype: "int64" });
  const weight = input("weight", [batch, time, count]);
  const index = broadcastTo(reshape(places, [batch, 1, count]), [batch, time, count]);
  const at = Array.from({ length: batch * count }, (_, i) => ((i * 5) % (2 * classes)) - classes); // repeated, and negative ones too
  const weights = drawn(weight.size, 2);
  const slopes = gradients(sum(mul(gatherElements(x, index), weight)), [x]);
  const [slope] = await evaluate(slopes, { x: drawn(x.size, 1), places: at, weight: weights }, { device });
  const got = (slope as Value).data as Float32Array;
  const expected = new Float64Array(x.size);
  weights.forEach((w, i) => {
    const [row, k] = [Math.floor(i / count), at[Math.floor(i / count / time) * count + (i % count)] as number];
    const place = row * classes + ((k + classes) % classes);
    expected[place] = (expected[place] as number) + w;
  });
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (got[i] as number))), 0);
  expect(worst).toBeLessThan(1e-5);
});

describe.each<DType>(["float32", "float64"])("one equal update in each row of zeros, %s", (dtype) => {
  const [rows, columns] = [2050, 17];
  const x = input("x", [rows, columns], { dtype });
  const places = input("places", [rows, 1], { dtype: "int64" });
  const weight = input("weight", [], { dtype });
  const at = Array.from({ length: rows }, (_, i) => ((i * 31) % (2 * columns)) - columns); // negative ones too
  const feeds = { x: drawn(x.size, 1), places: at, weight: [0.75] };
  const picked = gatherElements(x, places);
  const isFloat64OnGpu = dtype === "float64" && device === "webgpu";

  test.each<[string, Tensor, number]>([
    ["known when the graph is made", mul(sum(picked), -0.25), -0.25],
    ["fed when it runs", mul(sum(picked), weight), 0.75],
  ])("%s", async (_name, value, expected) => {
    const [slope] = await evaluate(gradients(value, [x]), feeds, { device: isFloat64OnGpu ? "wasm" : device });
    const got = (slope as Value).data as Float64Array;
    const wrong = at.findIndex((k, i) =>
      Array.from(
        { length: columns },
        (_, j) => got[i * columns + j] !== (j === (k + columns) % columns ? expected : 0),
      ).includes(true),
    );
    expect(wrong).toBe(-1);
    expect(got.length).toBe(rows * columns);
  });
});

// Other devices read something else.
if (device === "cpu")
  test("an index out of range is refused when the graph runs", async () => {
    const x = input("x", [4096, 5]);
    const places = input("places", [4096, 1], { dtype: "int64" });
    const picked = gatherElements(x, places);
    const at = Array.from({ length: places.size }, (_, i) => (i === 4000 ? 5 : 1));
    for (const outputs of [[picked], gradients(sum(picked), [x])])
      await expect(evaluate(outputs, { x: drawn(x.size, 0), places: at })).rejects.toThrow(/index|indices/i);
  });

describe.each<[readonly number[], number]>([
  [[4096, 32], 1],
  [[16, 32, 2, 50], 2],
  [[1009, 64], 1], // a prime
])("the sum of %j over its first %d axes", (shape, axes) => {
  test("is that of its columns", async () => {
    const x = input("x", shape);
    const values = drawn(x.size, 3);
    const total = sum(x, { axes: Array.from({ length: axes }, (_, i) => i) });
    const [value] = await evaluate([total], { x: values }, { device });
    const got = (value as Value).data as Float32Array;
    expect((value as Value).shape).toEqual(shape.slice(axes));
    for (let column = 0; column < total.size; column++) {
      const own = values.filter((_, i) => i % total.size === column).reduce((a, b) => a + b, 0);
      expect(Math.abs((got[column] as number) - own)).toBeLessThan(1e-3);
    }
  });
});

describe.each<[readonly number[], readonly number[]]>([
  [[70_000], [0]],
  [
    [300, 300],
    [0, 1],
  ],
  [[2, 40_000], [1]],
  [
    [2, 3, 200, 200],
    [2, 3],
  ],
  [[3, 32_771], [1]], // a prime
])("the sum of %j over the axes %j", (shape, axes) => {
  test("is that of its parts", async () => {
    const x = input("x", shape);
    const values = drawn(x.size, 3);
    const total = sum(x, { axes });
    const [value, slope] = await evaluate(
      [total, ...gradients(sum(mul(total, total)), [x])],
      { x: values },
      { device },
    );
    const each = x.size / total.size;
    const expected = Array.from({ length: total.size }, (_, k) =>
      values.slice(k * each, (k + 1) * each).reduce((a, b) => a + b, 0),
    );
    const got = (value as Value).data as Float32Array;
    expect((value as Value).shape).toEqual(total.shape);
    expected.forEach((number, k) => {
      expect(Math.abs((got[k] as number) - number)).toBeLessThan(1e-4 * Math.abs(number));
    });
    expect(((slope as Value).data as Float32Array)[each - 1]).toBeCloseTo(2 * (expected[0] as number), -1);
  });
});

interface ConvCase {
  readonly x: readonly number[];
  readonly weights: readonly number[];
  readonly options: ConvOptions;
}

describe.each<ConvCase>([
  { x: [2, 8, 12, 12], weights: [40, 8, 3, 3], options: { padding: 1 } },
  {
    x: [2, 8, 14, 12],
    weights: [5, 8, 3, 2],
    options: {
      padding: [
        [0, 1],
        [1, 0],
      ],
      dilation: [1, 2],
    },
  },
  { x: [3, 9, 13, 13], weights: [12, 9, 3, 3], options: { stride: 2, padding: "same" } },
  { x: [2, 18, 7, 7], weights: [8, 18, 1, 1], options: { stride: 3 } },
  { x: [2, 12, 7, 7], weights: [8, 6, 3, 3], options: { padding: 1, groups: 2 } },
  { x: [2, 6, 40], weights: [4, 6, 3], options: {} },
  { x: [2, 8, 120], weights: [40, 8, 5], options: { padding: 2 } },
  { x: [64, 8, 3, 3], weights: [8, 8, 3, 3], options: { padding: 1 } },
  { x: [2, 16, 11, 11], weights: [64, 16, 1, 1], options: {} },
  {
    x: [2, 8, 12, 12],
    weights: [8, 8, 2, 2],
    options: {
      padding: [
        [3, 0],
        [0, 0],
      ],
    },
  }, // a border wider than the kernel reaches
])("a convolution of $x by $weights with $options", ({ x: xShape, weights: wShape, options }) => {
  const run = async (dtype: "float32" | "float64"): Promise<number[][]> => {
    const [x, weights] = [input("x", xShape, { dtype }), input("weights", wShape, { dtype })];
    const y = conv(x, weights, options);
    const grad = input("grad", y.shape, { dtype });
    const outputs = [y, ...gradients(sum(mul(y, grad)), [x, weights])];
    const feeds = { x: drawn(x.size, 1), weights: drawn(weights.size, 2), grad: drawn(grad.size, 3) };
    const on = dtype === "float64" && device === "webgpu" ? "wasm" : device;
    return Promise.all(
      (await evaluate(outputs, feeds, { device: on })).map((value) => value.numbers().then(Array.from<number>)),
    );
  };

  test("has the same gradients in float32 as by columns in float64", async () => {
    const [single, double] = [await run("float32"), await run("float64")];
    double.forEach((values, k) => {
      const scale = Math.max(...values.map(Math.abs));
      const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (single[k]?.[i] ?? 0))), 0);
      expect(worst / scale, ["value", "by x", "by the weights"][k]).toBeLessThan(1e-5);
    });
  });
});
