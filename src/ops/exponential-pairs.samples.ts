import type { OpSample, SampleInput } from "../../tests/ops/sample.ts";
import { neg, square } from "./arithmetic.ts";
import { divideOrZero, logAddExp, mulLogarithm, mulOrZero, pow, xlog1py, xlogy } from "./exponential.ts";

const inf = Number.POSITIVE_INFINITY;
const each = (f: (x: number) => number) => (x: number[]) => x.map(f);
const along = (f: (a: number, b: number) => number) => (a: number[], b: number[]) =>
  a.map((v, i) => f(v, b[i % b.length] as number));

/** Values only, at points where derivatives are infinite or differences useless. */
const points = (...values: number[]): SampleInput => ({ shape: [values.length], values, differentiable: false });

export const samples: readonly OpSample[] = [
  {
    op: "pow",
    inputs: [{ shape: [2, 3], values: "positive" }, { shape: [3] }],
    build: pow,
    expected: along((a, b) => a ** b),
    differentiable: "twice",
  },
  {
    op: "pow",
    label: "negative base, whole exponent",
    inputs: [{ shape: [4], values: [-2, -0.5, 1, 3] }],
    build: (x) => pow(x, 3),
    expected: each((x) => x ** 3),
    differentiable: "twice",
  },
  {
    op: "pow",
    label: "base 0",
    inputs: [{ shape: [2], values: [0, 2] }],
    build: (x) => pow(x, 2),
    expected: () => [0, 4],
    differentiable: "kink",
    gradient: [0, 4],
  },
  {
    op: "pow",
    label: "0 to the 0",
    inputs: [{ shape: [2], values: [0, 2] }],
    build: (x) => pow(x, 0),
    expected: () => [1, 1],
    differentiable: "kink",
    gradient: [0, 0],
  },
  {
    op: "xlogy",
    inputs: [{ shape: [2, 3] }, { shape: [3], values: "positive" }],
    build: xlogy,
    expected: along((a, b) => a * Math.log(b)),
    differentiable: "twice",
  },
  {
    op: "xlogy",
    label: "x = 0",
    inputs: [
      { shape: [3], values: [0, 0, 2] },
      { shape: [3], values: [0, 3, 1], differentiable: false },
    ],
    build: xlogy,
    expected: () => [0, 0, 0],
    differentiable: "kink",
    gradient: [0, 0, 0],
  },
  {
    op: "xlogy",
    label: "x = 0, by y",
    inputs: [{ shape: [2], values: [0, 5] }],
    build: (y) => xlogy(0, y),
    expected: () => [0, 0],
    differentiable: "kink",
    gradient: [0, 0],
  },
  {
    op: "xlog1py",
    inputs: [{ shape: [2, 3] }, { shape: [3], values: "positive" }],
    build: xlog1py,
    expected: along((a, b) => a * Math.log1p(b)),
    differentiable: "twice",
  },
  {
    op: "xlog1py",
    label: "small y, and x = 0 beside log 0",
    inputs: [
      { shape: [3], values: [0, 2, 1] },
      { shape: [3], values: [-1, 1e-12, -1e-30], differentiable: false },
    ],
    build: xlog1py,
    expected: () => [0, 2e-12, -1e-30],
    differentiable: "kink",
    gradient: [0, 1e-12, -1e-30],
  },
  {
    op: "xlog1py",
    label: "x = 0, by y",
    inputs: [{ shape: [2], values: [-1, 5] }],
    build: (y) => xlog1py(0, y),
    expected: () => [0, 0],
    differentiable: "kink",
    gradient: [0, 0],
  },
  {
    op: "divideOrZero",
    inputs: [{ shape: [2, 3] }, { shape: [3], values: "positive" }],
    build: divideOrZero,
    expected: along((a, b) => a / b),
    differentiable: "twice",
  },
  {
    op: "divideOrZero",
    label: "0 / 0",
    inputs: [points(0, 0, 3), points(0, 2, 2)],
    build: divideOrZero,
    expected: () => [0, 0, 1.5],
    differentiable: "constant",
  },
  {
    op: "mulOrZero",
    inputs: [{ shape: [2, 3] }, { shape: [3] }],
    build: mulOrZero,
    expected: along((a, b) => a * b),
    differentiable: "twice",
  },
  {
    op: "mulOrZero",
    label: "0 times an infinity",
    inputs: [
      { shape: [2], values: [-inf, 3] },
      { shape: [2], values: [0, 2], differentiable: false },
    ],
    build: (y, x) => mulOrZero(x, y),
    expected: () => [0, 6],
    differentiable: "kink",
    gradient: [0, 2],
  },
  {
    op: "mulOrZero",
    label: "0 times an infinity, by x",
    inputs: [
      { shape: [2], values: [0, 2] },
      { shape: [2], values: [-inf, 3], differentiable: false },
    ],
    build: mulOrZero,
    expected: () => [0, 6],
    differentiable: "kink",
    gradient: [0, 3],
  },
  {
    op: "mulLogarithm",
    inputs: [{ shape: [2, 3] }, { shape: [3] }],
    build: (x, y) => mulLogarithm(x, neg(square(y))),
    expected: along((a, b) => -a * b * b),
    differentiable: "twice",
  },
  {
    op: "mulLogarithm",
    label: "0 times -infinity",
    inputs: [
      { shape: [4], values: [-inf, -3, -inf, -inf] },
      { shape: [4], values: [0, 2, 1e-30, -1], differentiable: false },
    ],
    build: (y, x) => mulLogarithm(x, y),
    expected: () => [0, -6, -inf, inf],
    differentiable: "kink",
    gradient: [0, 2, 1e-30, -1],
  },
  {
    op: "logAddExp",
    inputs: [{ shape: [2, 3] }, { shape: [3] }],
    build: logAddExp,
    expected: along((a, b) => Math.log(Math.exp(a) + Math.exp(b))),
    differentiable: "twice",
  },
  {
    op: "logAddExp",
    label: "far apart and large",
    inputs: [
      { shape: [4], values: [1e4, -1e4, 100, -100] },
      { shape: [4], values: [1e4, -1e4, -100, 100] },
    ],
    build: logAddExp,
    expected: () => [1e4 + Math.LN2, -1e4 + Math.LN2, 100, 100],
    differentiable: "kink",
    gradient: [0.5, 0.5, 1, 0],
  },
  {
    op: "logAddExp",
    label: "no mass",
    inputs: [
      { shape: [3], values: [-inf, -inf, 2] },
      { shape: [3], values: [-inf, 1, -inf], differentiable: false },
    ],
    build: logAddExp,
    expected: () => [-inf, 1, 2],
    differentiable: "kink",
    gradient: [0, 0, 1],
  },
];
