import type { OpSample } from "../../tests/ops/sample.ts";
import { abs, add, ceil, clip, div, floor, maximum, minimum, mul, neg, reciprocal, round, rsqrt, sign, sqrt, square, sub } from "./arithmetic.ts";

const pair = [{ shape: [2, 3] }, { shape: [3] }] as const;
const along = (f: (a: number, b: number) => number) => (a: number[], b: number[]) => a.map((v, i) => f(v, b[i % b.length] as number));
const each = (f: (x: number) => number) => (x: number[]) => x.map(f);

export const samples: readonly OpSample[] = [
  { op: "add", inputs: pair, build: add, expected: along((a, b) => a + b), differentiable: "twice" },
  { op: "sub", inputs: pair, build: sub, expected: along((a, b) => a - b), differentiable: "twice" },
  { op: "mul", inputs: pair, build: mul, expected: along((a, b) => a * b), differentiable: "twice" },
  { op: "div", inputs: [{ shape: [2, 3] }, { shape: [3], values: "positive" }], build: div, expected: along((a, b) => a / b), differentiable: "twice" },
  { op: "add", label: "both broadcast", inputs: [{ shape: [2, 1] }, { shape: [1, 3] }], build: add, differentiable: "twice" },
  { op: "neg", inputs: [{ shape: [4] }], build: neg, expected: each((x) => -x), differentiable: "twice" },
  { op: "square", inputs: [{ shape: [4] }], build: square, expected: each((x) => x * x), differentiable: "twice" },
  { op: "reciprocal", inputs: [{ shape: [4], values: "positive" }], build: reciprocal, expected: each((x) => 1 / x), differentiable: "twice" },
  { op: "sqrt", inputs: [{ shape: [4], values: "positive" }], build: sqrt, expected: each(Math.sqrt), differentiable: "twice" },
  { op: "rsqrt", inputs: [{ shape: [4], values: "positive" }], build: rsqrt, expected: each((x) => 1 / Math.sqrt(x)), differentiable: "twice" },
  { op: "abs", inputs: [{ shape: [6], values: "distinct" }], build: abs, expected: each(Math.abs), differentiable: "once" },
  { op: "abs", label: "at 0", inputs: [{ shape: [3], values: [-1, 0, 2] }], build: abs, differentiable: "kink", gradient: [-1, 0, 1] },
  { op: "sign", inputs: [{ shape: [4], values: [-2, 0, 3, -0.5] }], build: sign, expected: each(Math.sign), differentiable: "none" },
  { op: "maximum", inputs: [{ shape: [2, 3], values: "distinct" }, { shape: [3] }], build: maximum, expected: along(Math.max), differentiable: "once" },
  { op: "maximum", label: "ties", inputs: [{ shape: [3], values: [1, 0, 2] }], build: (x) => maximum(x, 1), differentiable: "kink", gradient: [0.5, 0, 1] },
  { op: "minimum", inputs: [{ shape: [2, 3], values: "distinct" }, { shape: [3] }], build: minimum, expected: along(Math.min), differentiable: "once" },
  { op: "minimum", label: "ties", inputs: [{ shape: [3], values: [1, 0, 2] }], build: (x) => minimum(x, 1), differentiable: "kink", gradient: [0.5, 1, 0] },
  { op: "clip", inputs: [{ shape: [5], values: [-2, -0.5, 0.1, 0.6, 3] }], build: (x) => clip(x, -1, 1), expected: each((x) => Math.min(Math.max(x, -1), 1)), differentiable: "once" },
  { op: "clip", label: "at the bounds", inputs: [{ shape: [4], values: [-1, 1, -2, 0] }], build: (x) => clip(x, -1, 1), differentiable: "kink", gradient: [1, 1, 0, 1] },
  { op: "floor", inputs: [{ shape: [4], values: [-1.5, 0.2, 2, 3.7] }], build: floor, expected: each(Math.floor), differentiable: "none" },
  { op: "ceil", inputs: [{ shape: [4], values: [-1.5, 0.2, 2, 3.7] }], build: ceil, expected: each(Math.ceil), differentiable: "none" },
  { op: "round", inputs: [{ shape: [5], values: [-1.5, 0.5, 1.5, 3.7, 2.5] }], build: round, expected: () => [-2, 0, 2, 4, 2], differentiable: "none" },
];
