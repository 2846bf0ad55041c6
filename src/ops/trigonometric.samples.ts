import type { OpSample } from "../../tests/ops/sample.ts";
import { acos, acosh, asin, asinh, atan, atan2, atanh, cos, cosh, sin, sinh, tan } from "./trigonometric.ts";

const each = (f: (x: number) => number) => (x: number[]) => x.map(f);
const along = (f: (a: number, b: number) => number) => (a: number[], b: number[]) =>
  a.map((v, i) => f(v, b[i % b.length] as number));
const spread = [{ shape: [6], values: "spread" }] as const;
const inside = [{ shape: [6], values: [-0.95, -0.5, -0.01, 0.001, 0.3, 0.9] }] as const;
const small = [{ shape: [4], values: [-3, -1e-3, 1e-4, 2] }] as const;

export const samples: readonly OpSample[] = [
  { op: "sin", inputs: spread, build: sin, expected: each(Math.sin), differentiable: "twice" },
  { op: "cos", inputs: spread, build: cos, expected: each(Math.cos), differentiable: "twice" },
  {
    op: "tan",
    inputs: [{ shape: [5], values: [-1.2, -0.3, 0.001, 0.7, 2.5] }],
    build: tan,
    expected: each(Math.tan),
    differentiable: "twice",
  },
  { op: "asin", inputs: inside, build: asin, expected: each(Math.asin), differentiable: "twice" },
  { op: "acos", inputs: inside, build: acos, expected: each(Math.acos), differentiable: "twice" },
  {
    op: "acos",
    label: "near the ends",
    inputs: [{ shape: [4], values: [-1, 1, 1 - 2 ** -20, 2 ** -20 - 1] }],
    build: acos,
    expected: each(Math.acos),
    differentiable: "kink",
    float64: { tolerance: 1e-14, reason: "tighter than the default" },
  },
  { op: "atan", inputs: spread, build: atan, expected: each(Math.atan), differentiable: "twice" },
  {
    op: "atan",
    label: "extremes",
    inputs: [{ shape: [6], values: [-1e30, -1e-30, 0, 1e-30, 1e5, Number.POSITIVE_INFINITY] }],
    build: atan,
    expected: each(Math.atan),
    differentiable: "kink",
    float64: { tolerance: 1e-14, reason: "tighter than the default" },
  },
  {
    op: "atan2",
    inputs: [
      { shape: [5], values: [1, -2, 0.5, -0.1, 3] },
      { shape: [5], values: [0.3, 1, -2, -0.7, 0.01] },
    ],
    build: atan2,
    expected: along(Math.atan2),
    differentiable: "twice",
  },
  {
    op: "atan2",
    label: "on the axes",
    inputs: [
      { shape: [5], values: [0, 1, -1, 0, 0] },
      { shape: [5], values: [0, 0, 0, -1, 2] },
    ],
    build: (y, x) => atan2(y, x),
    expected: along(Math.atan2),
    differentiable: "kink",
    gradient: [0, 0, 0, -1, 0.5],
  },
  { op: "sinh", inputs: small, build: sinh, expected: each(Math.sinh), differentiable: "twice" },
  { op: "cosh", inputs: small, build: cosh, expected: each(Math.cosh), differentiable: "twice" },
  { op: "asinh", inputs: small, build: asinh, expected: each(Math.asinh), differentiable: "twice" },
  {
    op: "asinh",
    label: "extremes",
    inputs: [{ shape: [4], values: [-1e18, -1e-12, 0, 1e18] }],
    build: asinh,
    expected: each(Math.asinh),
    differentiable: "kink",
    float64: { tolerance: 1e-14, reason: "tighter than the default" },
  },
  {
    op: "acosh",
    inputs: [{ shape: [4], values: [1.01, 1.5, 4, 30] }],
    build: acosh,
    expected: each(Math.acosh),
    differentiable: "twice",
  },
  { op: "atanh", inputs: inside, build: atanh, expected: each(Math.atanh), differentiable: "twice" },
];
