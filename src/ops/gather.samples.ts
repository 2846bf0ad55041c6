import type { OpSample } from "../../tests/ops/sample.ts";
import { constant } from "../core/tensor.ts";
import { mul } from "./arithmetic.ts";
import { embeddingLookup, gather, gatherElements, gatherND, oneHot, scatterElements, scatterND } from "./gather.ts";

const int64 = (shape: number[], values: number[]) => ({ shape, values, dtype: "int64" }) as const;
const at = (x: number[], ...places: number[]): number[] => places.map((place) => x[place] as number);

/** Indices 0 .. below - 1 that repeat in no simple order. */
const scrambled = (count: number, below: number): number[] =>
  Array.from({ length: count }, (_, i) => (i * i * 7 + 3 * i) % below);

const manyRows = scrambled(1100, 5);

export const samples: readonly OpSample[] = [
  {
    op: "gather",
    inputs: [{ shape: [4, 2] }, int64([3], [2, 0, 2])],
    build: (x, i) => gather(x, i),
    expected: (x) => at(x, 4, 5, 0, 1, 4, 5),
    differentiable: "twice",
  },
  {
    op: "gather",
    label: "a middle axis by a matrix, counting from the end",
    inputs: [{ shape: [2, 3, 2] }, int64([2, 2], [0, -1, -3, 1])],
    build: (x, i) => gather(x, i, { axis: 1 }),
    expected: (x) => at(x, 0, 1, 4, 5, 0, 1, 2, 3, 6, 7, 10, 11, 6, 7, 8, 9),
    differentiable: "twice",
  },
  {
    op: "gather",
    label: "the last axis by int32",
    inputs: [{ shape: [2, 3] }, { shape: [2], values: [1, 1], dtype: "int32" }],
    build: (x, i) => gather(x, i, { axis: -1 }),
    expected: (x) => at(x, 1, 1, 4, 4),
    differentiable: "twice",
  },
  {
    op: "gather",
    label: "constant index from the end",
    inputs: [{ shape: [3, 2] }],
    build: (x) => gather(mul(x, x), constant(-1, { dtype: "int64" })),
    expected: (x) => at(x, 4, 5).map((v) => v * v),
    differentiable: "twice",
  },
  {
    // Large enough for the gradient to be a product with a one-hot matrix, which this function is linear in.
    op: "gather",
    label: "many rows from few",
    inputs: [{ shape: [5, 1] }, int64([1100], manyRows)],
    build: (x, i) =>
      gather(
        mul(
          x,
          constant(
            Array.from({ length: 64 }, (_, k) => k / 64),
            { dtype: x.dtype },
          ),
        ),
        i,
      ),
    expected: (x) => manyRows.flatMap((row) => Array.from({ length: 64 }, (_, k) => (x[row] as number) * (k / 64))),
    differentiable: "once",
  },
  {
    op: "embeddingLookup",
    inputs: [{ shape: [3, 2] }, int64([2, 2], [1, 1, 0, 1])],
    build: embeddingLookup,
    expected: (x) => at(x, 2, 3, 2, 3, 0, 1, 2, 3),
    differentiable: "twice",
  },
  {
    op: "gatherElements",
    inputs: [{ shape: [2, 3] }, int64([2, 2], [2, 0, -2, -2])],
    build: (x, i) => gatherElements(x, i),
    expected: (x) => at(x, 2, 0, 4, 4),
    differentiable: "twice",
  },
  {
    op: "gatherElements",
    label: "first axis, fewer columns than x",
    inputs: [{ shape: [3, 2] }, { shape: [2, 1], values: [2, 2], dtype: "int32" }],
    build: (x, i) => gatherElements(x, i, { axis: 0 }),
    expected: (x) => at(x, 4, 4),
    differentiable: "twice",
  },
  {
    op: "gatherND",
    inputs: [{ shape: [2, 3, 2] }, int64([3, 2], [0, 2, -1, 0, 0, 2])],
    build: gatherND,
    expected: (x) => at(x, 4, 5, 6, 7, 4, 5),
    differentiable: "twice",
  },
  {
    op: "gatherND",
    label: "whole positions, constant and from the end",
    inputs: [{ shape: [2, 3] }],
    build: (x) =>
      gatherND(
        x,
        constant(
          [
            [1, -1],
            [-2, 0],
          ],
          { dtype: "int64" },
        ),
      ),
    expected: (x) => at(x, 5, 0),
    differentiable: "twice",
  },
  {
    op: "scatterElements",
    inputs: [{ shape: [2, 3] }, int64([2, 2], [1, 1, 0, -1]), { shape: [2, 2] }],
    build: (x, i, u) => scatterElements(x, i, u, { reduction: "add" }),
    expected: (x, _, u) => {
      const [a, b, c, d, e, f] = x as [number, number, number, number, number, number];
      const [p, q, r, s] = u as [number, number, number, number];
      return [a, b + p + q, c, d + r, e, f + s];
    },
    differentiable: "twice",
  },
  {
    op: "scatterElements",
    label: "replacing, first axis",
    inputs: [{ shape: [3, 2] }, int64([1, 2], [2, 0]), { shape: [1, 2] }],
    build: (x, i, u) => scatterElements(x, i, u, { axis: 0 }),
    expected: (x, _, u) => {
      const result = [...x];
      result[4] = u[0] as number;
      result[1] = u[1] as number;
      return result;
    },
    differentiable: "twice",
  },
  {
    op: "scatterND",
    inputs: [{ shape: [2, 2, 2] }, int64([3, 2], [0, 1, -1, 0, 0, 1]), { shape: [3, 2] }],
    build: (x, i, u) => scatterND(x, i, u, { reduction: "add" }),
    expected: (x, _, u) =>
      x.map(
        (v, p) =>
          v +
          ([
            0,
            0,
            (u[0] as number) + (u[4] as number),
            (u[1] as number) + (u[5] as number),
            u[2] as number,
            u[3] as number,
          ][p] ?? 0),
      ),
    differentiable: "twice",
  },
  {
    op: "scatterND",
    label: "replacing rows, constant indices",
    inputs: [{ shape: [3, 2] }, { shape: [1, 2] }],
    build: (x, u) => scatterND(x, constant([[-1]], { dtype: "int64" }), u),
    expected: (x, u) => [...x.slice(0, 4), ...u],
    differentiable: "twice",
  },
  {
    op: "oneHot",
    inputs: [int64([2, 2], [2, 0, -1, 3])],
    build: (i) => oneHot(i, 3, { dtype: "int64" }),
    expected: () => [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
    differentiable: "constant",
  },
  {
    op: "oneHot",
    label: "first axis, int32 indices, floats",
    inputs: [{ shape: [2, 3] }, { shape: [3], values: [1, 1, 0], dtype: "int32" }],
    build: (x, i) => mul(x, oneHot(i, 2, { dtype: x.dtype, axis: 0 })),
    expected: (x) => [0, 0, x[2] as number, x[3] as number, x[4] as number, 0],
    differentiable: "twice",
  },
];
