import { expect, test } from "vitest";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { input, type Tensor } from "../core/tensor.ts";
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from "./pooling.ts";
import { depthToSpace, pixelShuffle, pixelUnshuffle, resize } from "./resize.ts";

const x = (...shape: number[]): Tensor => input("x", shape);

test("pooled shapes", () => {
  expect(maxPool(x(2, 3, 11, 12), { window: 2 }).shape).toEqual([2, 3, 5, 6]);
  expect(maxPool(x(2, 3, 11, 12), { window: [3, 2], stride: 2, padding: "same" }).shape).toEqual([2, 3, 6, 6]);
  expect(averagePool(x(2, 3, 9), { window: 3, stride: 2, padding: 1 }).shape).toEqual([2, 3, 5]);
  expect(globalMaxPool(x(2, 3, 4, 5)).shape).toEqual([2, 3]);
  expect(globalAveragePool(x(2, 3, 4, 5, 6), { keepDims: true }).shape).toEqual([2, 3, 1, 1, 1]);
});

test("pooling refuses, and says why", () => {
  expect(() => maxPool(x(1, 1, 2, 2), { window: 3 })).toThrow(ShapeError);
  expect(() => maxPool(x(1, 1, 4, 4), { window: 2, padding: 2 })).toThrow(
    "maxPool: expected padding below the window's size (2) along spatial axis 0, so that every window sees something, got [2, 2]",
  );
  expect(() => averagePool(x(1, 1, 4, 4), { window: [2, 0] })).toThrow(ArgumentError);
  expect(() => maxPool(x(4, 4), { window: 2 })).toThrow(/rank 3 to 5/);
  expect(() => maxPool(input("x", [1, 1, 4], { dtype: "int64" }), { window: 2 })).toThrow(/float/);
});

test("resize refuses, and says why", () => {
  expect(() => resize(x(1, 1, 4), {})).toThrow("resize: expected either size or scale, got neither");
  expect(() => resize(x(1, 1, 4), { size: 2, scale: 2 })).toThrow(/got both/);
  expect(() => resize(x(1, 1, 4), { scale: 0.1 })).toThrow(/sizes of at least 1/);
  expect(() => resize(x(1, 1, 4, 4), { scale: [2] })).toThrow(/one for each of 2 spatial axes/);
  expect(() => resize(x(1, 1, 4), { size: 2, alignCorners: true })).toThrow(/alignCorners only with mode "linear"/);
  expect(() => resize(x(1, 1, 4), { size: 2, mode: "cubic" as "linear" })).toThrow(/mode "nearest" or "linear"/);
});

test("moving between channels and space refuses what does not divide", () => {
  expect(() => pixelShuffle(x(1, 6, 2, 2), 2)).toThrow(/a number of channels that 4 divides, got \[1, 6, 2, 2\]/);
  expect(() => pixelUnshuffle(x(1, 1, 4, 3), 2)).toThrow(/spatial sizes that 2 divides/);
  expect(() => depthToSpace(x(1, 4, 2, 2), 0)).toThrow(/a whole block size from 1, got 0/);
});
