import { expect, test } from "vitest";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { constant, input } from "../core/tensor.ts";
import { evaluate } from "../runtime/evaluate.ts";
import { batchNorm, batchNormInference, groupNorm, instanceNorm, l2Normalize, layerNorm, rmsNorm } from "./norm.ts";

test("variance keeps its digits beside a large mean", async () => {
  const x = input("x", [64, 2]);
  const numbers = Array.from({ length: 128 }, (_, i) => 10_000 + Math.fround(Math.sin(i)));
  const { output, mean, variance } = batchNorm(x);
  const results = await evaluate([output, mean, variance, layerNorm(x, { axis: 0 })], { x: numbers });
  const [y, , spread, layer] = await Promise.all(
    results.map(async (value) => Array.from((await value.read()) as Float32Array)),
  );
  // Rounding the input to float32 near 10,000 moves each number by up to 5e-4.
  const column = numbers.filter((_, i) => i % 2 === 0);
  const centre = column.reduce((a, b) => a + b) / 64;
  const expected = column.reduce((total, v) => total + (v - centre) ** 2, 0) / 64;
  expect(spread?.[0]).toBeCloseTo(expected, 3);
  expect(y?.[0]).toBeCloseTo(((numbers[0] as number) - centre) / Math.sqrt(expected), 2);
  expect(Math.abs((layer as number[]).reduce((a, b) => a + b) / 128)).toBeLessThan(1e-3);
});

test("a single value per channel becomes the offset", async () => {
  const { output, variance } = batchNorm(constant([[3, -4]]), { offset: constant([1, 2]) });
  const [y, spread] = await evaluate([output, variance]);
  expect(Array.from((await y?.read()) as Float32Array)).toEqual([1, 2]);
  expect(Array.from((await spread?.read()) as Float32Array)).toEqual([0, 0]);
});

test("bad shapes, dtypes and options are named", () => {
  const x = input("x", [2, 6, 4]);
  expect(() => batchNorm(x, { scale: constant([1, 2]) })).toThrow(
    /batchNorm: expected scale of shape \[6\], got \[2\]/,
  );
  expect(() => batchNorm(input("v", [3]))).toThrow(ShapeError);
  expect(() => batchNorm(input("i", [2, 3], { dtype: "int32" }))).toThrow(DTypeError);
  expect(() => batchNorm(x, { epsilon: -1 })).toThrow(ArgumentError);
  expect(() => batchNormInference(x, { mean: constant([1]), variance: constant([1]) })).toThrow(ShapeError);
  expect(() => layerNorm(x, { scale: constant([1, 2]) })).toThrow(ShapeError);
  expect(() => layerNorm(x, { offset: constant([1, 2]) })).toThrow(ShapeError);
  expect(() => layerNorm(x, { axis: 3 })).toThrow(ArgumentError);
  expect(() => groupNorm(x, { groups: 4 })).toThrow(/groupNorm: expected a number of groups that divides 6, got 4/);
  expect(() => instanceNorm(input("m", [2, 3]))).toThrow(ShapeError);
  expect(() => rmsNorm(x, { scale: constant([1]) })).toThrow(ShapeError);
  expect(() => l2Normalize(input("j", [2], { dtype: "int32" }))).toThrow(DTypeError);
});
