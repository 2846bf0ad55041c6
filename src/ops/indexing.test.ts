import { expect, test } from "vitest";
import { ArgumentError, DTypeError, ShapeError } from "../core/errors.ts";
import { input } from "../core/tensor.ts";
import { expandDims, flatten, squeeze, tile } from "./axes.ts";
import { concat, flip, pad, slice, split, stack, unstack } from "./indexing.ts";
import { cumSum } from "./scan.ts";
import { sort, topK } from "./sort.ts";

const x = input("x", [2, 6]);

test("slice works out shapes as NumPy does", () => {
  const length = (start?: number, end?: number, step?: number): number | undefined =>
    slice(x, {
      axes: 1,
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      ...(step === undefined ? {} : { step }),
    }).shape[1];
  expect(length(1, 4)).toBe(3);
  expect(length(-2)).toBe(2);
  expect(length(undefined, -1)).toBe(5);
  expect(length(0, 99)).toBe(6);
  expect(length(4, 2)).toBe(0);
  expect(length(undefined, undefined, 4)).toBe(2);
  expect(length(undefined, undefined, -1)).toBe(6);
  expect(length(4, undefined, -2)).toBe(3);
  expect(length(1, 4, -1)).toBe(0);
  expect(length(99, -99, -5)).toBe(2);
});

test("what changes nothing gives the tensor itself", () => {
  expect(slice(x, { start: 0 })).toBe(x);
  expect(flip(x, [])).toBe(x);
  expect(concat([x])).toBe(x);
  expect(split(x, 1)).toEqual([x]);
  expect(squeeze(x)).toBe(x);
  expect(expandDims(x, [])).toBe(x);
  expect(flatten(x)).toBe(x);
  expect(tile(x, [1, 1])).toBe(x);
  expect(
    pad(x, [
      [0, 0],
      [0, 0],
    ]),
  ).toBe(x);
});

test("shapes", () => {
  expect(flatten(input("scalars", [4])).shape).toEqual([4, 1]);
  expect(flatten(input("images", [4, 3, 2, 2])).shape).toEqual([4, 12]);
  expect(flatten(input("images", [4, 3, 2, 2]), { startAxis: 0 }).shape).toEqual([48]);
  expect(expandDims(x, -1).shape).toEqual([2, 6, 1]);
  expect(expandDims(x, [0, 2]).shape).toEqual([1, 2, 1, 6]);
  expect(unstack(x).map((row) => row.shape)).toEqual([[6], [6]]);
  expect(stack([x, x], { axis: -1 }).shape).toEqual([2, 6, 2]);
});

test("what does not fit is refused, with the sizes", () => {
  expect(() => slice(x, { step: 0 })).toThrow(ArgumentError);
  expect(() => slice(x, { start: 0.5 })).toThrow(/slice: expected whole bounds.*got 0.5/);
  expect(() => slice(x, { axes: [0, 1], start: [1] })).toThrow(/one entry for each of 2 axes, got 1/);
  expect(() => slice(x, { axes: [1, -1], start: 1 })).toThrow(/axis 1 twice/);
  expect(() => concat([])).toThrow(ArgumentError);
  expect(() => concat([x, input("y", [3, 5])])).toThrow(ShapeError);
  expect(() => concat([x, input("y", [2])])).toThrow(ShapeError);
  expect(() => concat([x, input("y", [2, 6], { dtype: "int32" })])).toThrow(DTypeError);
  expect(() => split(x, 4, { axis: 1 })).toThrow(/split: expected a divisor of 6.*got 4/);
  expect(() => split(x, [2, 3], { axis: 1 })).toThrow(/got \[2, 3\]/);
  expect(() => stack([x, input("y", [6, 2])])).toThrow(ShapeError);
  expect(() => squeeze(x, 0)).toThrow(/squeeze: expected size 1 at axis 0, got \[2, 6\]/);
  expect(() => tile(x, [2])).toThrow(ArgumentError);
  expect(() => pad(x, [[1, 1]])).toThrow(ArgumentError);
  expect(() =>
    pad(x, [
      [0, 0],
      [-1, 0],
    ]),
  ).toThrow(ArgumentError);
  expect(() =>
    pad(
      x,
      [
        [2, 0],
        [0, 0],
      ],
      { mode: "reflect" },
    ),
  ).toThrow(/at most 1 elements of reflect padding at axis 0/);
  expect(() => topK(x, 7)).toThrow(/k from 1 to 6, the size of axis 1, got 7/);
  expect(() => sort(x, { axis: 2 })).toThrow(ArgumentError);
  expect(() => cumSum(x, { axis: -3 })).toThrow(ArgumentError);
});
