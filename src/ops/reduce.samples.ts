import type { OpSample } from "../../tests/ops/sample.ts";
import { all, any, argMax, argMin, logSoftmax, logSumExp, max, mean, min, prod, softmax, variance } from "./reduce.ts";

const inf = Number.POSITIVE_INFINITY;

/** `f` of each row of `columns` numbers. */
const rows = (columns: number, f: (row: number[]) => number | number[]) => (x: number[]) =>
  Array.from({ length: x.length / columns }, (_, i) => f(x.slice(i * columns, (i + 1) * columns))).flat();
/** `f` of each column of `columns`. */
const columns = (count: number, f: (column: number[]) => number) => (x: number[]) =>
  Array.from({ length: count }, (_, col) => f(x.filter((_value, i) => i % count === col)));

const total = (x: number[]): number => x.reduce((a, b) => a + b, 0);
const product = (x: number[]): number => x.reduce((a, b) => a * b, 1);
const meanOf = (x: number[]): number => total(x) / x.length;
const varianceOf =
  (correction: number) =>
  (x: number[]): number =>
    total(x.map((v) => (v - meanOf(x)) ** 2)) / (x.length - correction);
const lse = (x: number[]): number => {
  const top = Math.max(...x);
  return top === -inf ? -inf : top + Math.log(total(x.map((v) => Math.exp(v - top))));
};
const logSoftmaxOf = (x: number[]): number[] => x.map((v) => v - lse(x));
const softmaxOf = (x: number[]): number[] => logSoftmaxOf(x).map(Math.exp);
const bools = { shape: [3, 2], values: [0, 0, 0, 1, 1, 1], dtype: "bool" } as const;
const wide = { shape: [1, 3], values: [0, -60, -100] } as const;

export const samples: readonly OpSample[] = [
  {
    op: "mean",
    inputs: [{ shape: [2, 3] }],
    build: (x) => mean(x),
    expected: (x) => [meanOf(x)],
    differentiable: "twice",
  },
  {
    op: "mean",
    label: "first axis kept",
    inputs: [{ shape: [4, 2] }],
    build: (x) => mean(x, { axes: 0, keepDims: true }),
    expected: columns(2, meanOf),
    differentiable: "twice",
  },
  {
    op: "mean",
    label: "no axes",
    inputs: [{ shape: [4] }],
    build: (x) => mean(x, { axes: [] }),
    expected: (x) => x,
    differentiable: "twice",
  },
  {
    op: "variance",
    inputs: [{ shape: [2, 4] }],
    build: (x) => variance(x, { axes: -1 }),
    expected: rows(4, varianceOf(0)),
    differentiable: "twice",
  },
  {
    op: "variance",
    label: "unbiased, axis kept",
    inputs: [{ shape: [2, 4] }],
    build: (x) => variance(x, { axes: 1, keepDims: true, correction: 1 }),
    expected: rows(4, varianceOf(1)),
    differentiable: "twice",
  },
  {
    op: "max",
    inputs: [{ shape: [2, 3], values: "distinct" }],
    build: (x) => max(x, { axes: 1 }),
    expected: rows(3, (row) => Math.max(...row)),
    differentiable: "once",
  },
  {
    op: "max",
    label: "all axes kept",
    inputs: [{ shape: [2, 3], values: "distinct" }],
    build: (x) => max(x, { keepDims: true }),
    expected: (x) => [Math.max(...x)],
    differentiable: "once",
  },
  {
    op: "max",
    label: "ties",
    inputs: [{ shape: [2, 3], values: [1, 2, 2, 5, 5, 5] }],
    build: (x) => max(x, { axes: 1 }),
    expected: () => [2, 5],
    differentiable: "kink",
    gradient: [0, 0.5, 0.5, 1 / 3, 1 / 3, 1 / 3],
  },
  {
    op: "max",
    label: "no axes",
    inputs: [{ shape: [3] }],
    build: (x) => max(x, { axes: [] }),
    expected: (x) => x,
    differentiable: "twice",
  },
  {
    op: "max",
    label: "int64",
    inputs: [{ shape: [2, 2], values: [3, -4, 1, 9], dtype: "int64" }],
    build: (x) => max(x, { axes: 0 }),
    expected: () => [3, 9],
    differentiable: "constant",
  },
  {
    op: "min",
    inputs: [{ shape: [4, 2], values: "distinct" }],
    build: (x) => min(x, { axes: 0 }),
    expected: columns(2, (column) => Math.min(...column)),
    differentiable: "once",
  },
  {
    op: "min",
    label: "ties",
    inputs: [{ shape: [3], values: [1, 2, 1] }],
    build: (x) => min(x),
    expected: () => [1],
    differentiable: "kink",
    gradient: [0.5, 0, 0.5],
  },
  {
    op: "prod",
    inputs: [{ shape: [2, 3] }],
    build: (x) => prod(x, { axes: 1 }),
    expected: rows(3, product),
    differentiable: "twice",
  },
  {
    op: "prod",
    label: "first and last axis, kept",
    inputs: [{ shape: [2, 2, 3] }],
    build: (x) => prod(x, { axes: [0, 2], keepDims: true }),
    expected: (x) => [0, 1].map((j) => product(x.filter((_, i) => Math.floor(i / 3) % 2 === j))),
    differentiable: "twice",
  },
  {
    op: "prod",
    label: "one zero",
    inputs: [{ shape: [4], values: [2, 0, -3, 0.5] }],
    build: (x) => prod(x),
    expected: () => [0],
    differentiable: "twice",
  },
  {
    op: "prod",
    label: "one zero: its gradient is the others' product",
    inputs: [{ shape: [4], values: [2, 0, -3, 0.5] }],
    build: (x) => prod(x),
    expected: () => [0],
    differentiable: "kink",
    gradient: [0, -3, 0, 0],
  },
  {
    op: "prod",
    label: "two zeros",
    inputs: [{ shape: [4], values: [0, 2, 0, 5] }],
    build: (x) => prod(x),
    expected: () => [0],
    differentiable: "twice",
  },
  {
    op: "prod",
    label: "no axes",
    inputs: [{ shape: [3] }],
    build: (x) => prod(x, { axes: [] }),
    expected: (x) => x,
    differentiable: "twice",
  },
  {
    op: "logSumExp",
    inputs: [{ shape: [2, 4], values: "spread" }],
    build: (x) => logSumExp(x, { axes: -1 }),
    expected: rows(4, lse),
    differentiable: "twice",
  },
  {
    op: "logSumExp",
    label: "all axes kept",
    inputs: [{ shape: [2, 2] }],
    build: (x) => logSumExp(x, { keepDims: true }),
    expected: (x) => [lse(x)],
    differentiable: "twice",
  },
  {
    op: "logSumExp",
    label: "huge",
    inputs: [{ shape: [2, 2], values: [1e4, 1e4 - 1, -1e4, -1e4 - 1] }],
    build: (x) => logSumExp(x, { axes: 1 }),
    expected: rows(2, lse),
    differentiable: "kink",
    gradient: [0.7310585786300049, 0.2689414213699951, 0.7310585786300049, 0.2689414213699951],
  },
  {
    op: "logSumExp",
    label: "no mass",
    inputs: [{ shape: [2, 2], values: [-inf, -inf, -inf, 3] }],
    build: (x) => logSumExp(x, { axes: 1 }),
    expected: () => [-inf, 3],
    differentiable: "kink",
    gradient: [0, 0, 0, 1],
  },
  {
    op: "softmax",
    inputs: [{ shape: [2, 4] }],
    build: (x) => softmax(x),
    expected: rows(4, softmaxOf),
    differentiable: "twice",
  },
  {
    op: "softmax",
    label: "middle axis",
    inputs: [{ shape: [2, 3, 2] }],
    build: (x) => softmax(x, { axis: 1 }),
    expected: (x) => {
      const result = new Array<number>(12);
      for (const start of [0, 1, 6, 7])
        softmaxOf([0, 2, 4].map((step) => x[start + step] as number)).forEach((v, k) => {
          result[start + 2 * k] = v;
        });
      return result;
    },
    differentiable: "twice",
  },
  {
    op: "softmax",
    label: "a gap of 100",
    inputs: [wide],
    build: (x) => softmax(x),
    expected: softmaxOf,
    differentiable: "twice",
  },
  {
    op: "logSoftmax",
    inputs: [{ shape: [2, 4] }],
    build: (x) => logSoftmax(x),
    expected: rows(4, logSoftmaxOf),
    differentiable: "twice",
  },
  {
    op: "logSoftmax",
    label: "first axis",
    inputs: [{ shape: [3, 1] }],
    build: (x) => logSoftmax(x, { axis: 0 }),
    expected: logSoftmaxOf,
    differentiable: "twice",
  },
  {
    op: "logSoftmax",
    label: "a gap of 100",
    inputs: [wide],
    build: (x) => logSoftmax(x),
    expected: logSoftmaxOf,
    differentiable: "twice",
  },
  {
    op: "argMax",
    inputs: [{ shape: [2, 3], values: [1, 5, 5, 7, 0, 7] }],
    build: (x) => argMax(x),
    expected: () => [1, 0],
    differentiable: "none",
  },
  {
    op: "argMax",
    label: "first axis kept",
    inputs: [{ shape: [3, 2], values: [1, 9, 4, 0, 2, 8] }],
    build: (x) => argMax(x, { axis: 0, keepDims: true }),
    expected: () => [1, 0],
    differentiable: "none",
  },
  {
    op: "argMin",
    inputs: [{ shape: [2, 3], values: [1, 0, 0, 7, 9, 3] }],
    build: (x) => argMin(x),
    expected: () => [1, 2],
    differentiable: "none",
  },
  {
    op: "any",
    inputs: [bools],
    build: (x) => any(x, { axes: 1 }),
    expected: () => [0, 1, 1],
    differentiable: "constant",
  },
  {
    op: "any",
    label: "all axes kept",
    inputs: [bools],
    build: (x) => any(x, { keepDims: true }),
    expected: () => [1],
    differentiable: "constant",
  },
  {
    op: "any",
    label: "no axes",
    inputs: [bools],
    build: (x) => any(x, { axes: [] }),
    expected: (x) => x,
    differentiable: "constant",
  },
  {
    op: "all",
    inputs: [bools],
    build: (x) => all(x, { axes: -1 }),
    expected: () => [0, 0, 1],
    differentiable: "constant",
  },
  {
    op: "all",
    label: "first axis kept",
    inputs: [bools],
    build: (x) => all(x, { axes: 0, keepDims: true }),
    expected: () => [0, 0],
    differentiable: "constant",
  },
  {
    op: "all",
    label: "no axes",
    inputs: [bools],
    build: (x) => all(x, { axes: [] }),
    expected: (x) => x,
    differentiable: "constant",
  },
];
