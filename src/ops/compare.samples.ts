import type { OpSample } from "../../tests/ops/sample.ts";
import { constant } from "../core/tensor.ts";
import {
  equal,
  isFinite as finite,
  greater,
  greaterEqual,
  indicator,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  isNaN as nan,
  notEqual,
  where,
} from "./compare.ts";

const inf = Number.POSITIVE_INFINITY;
/** Less, equal, greater, and what NaN and infinities do. */
const left = { shape: [2, 3], values: [-1, 2, 3, Number.NaN, inf, -inf] } as const;
const right = { shape: [2, 3], values: [0, 2, -3, Number.NaN, inf, inf] } as const;
const pair = [left, right] as const;
const odd = { shape: [5], values: [1, Number.NaN, inf, -inf, -0] } as const;

const bools = [
  { shape: [2, 2], values: [0, 0, 1, 1], dtype: "bool" },
  { shape: [2], values: [0, 1], dtype: "bool" },
] as const;

export const samples: readonly OpSample[] = [
  { op: "equal", inputs: pair, build: equal, expected: () => [0, 1, 0, 0, 1, 0], differentiable: "none" },
  { op: "notEqual", inputs: pair, build: notEqual, expected: () => [1, 0, 1, 1, 0, 1], differentiable: "none" },
  { op: "greater", inputs: pair, build: greater, expected: () => [0, 0, 1, 0, 0, 0], differentiable: "none" },
  { op: "greaterEqual", inputs: pair, build: greaterEqual, expected: () => [0, 1, 1, 0, 1, 0], differentiable: "none" },
  { op: "less", inputs: pair, build: less, expected: () => [1, 0, 0, 0, 0, 1], differentiable: "none" },
  { op: "lessEqual", inputs: pair, build: lessEqual, expected: () => [1, 1, 0, 0, 1, 1], differentiable: "none" },
  {
    op: "equal",
    label: "int64 with a number",
    inputs: [{ shape: [3], values: [1, 2, 3], dtype: "int64" }],
    build: (x) => equal(x, 2),
    expected: () => [0, 1, 0],
    differentiable: "constant",
  },
  {
    op: "greater",
    label: "broadcast",
    inputs: [
      { shape: [2, 1], values: [0, 2] },
      { shape: [3], values: [-1, 1, 3] },
    ],
    build: greater,
    expected: () => [1, 0, 0, 1, 1, 0],
    differentiable: "none",
  },
  { op: "logicalAnd", inputs: bools, build: logicalAnd, expected: () => [0, 0, 0, 1], differentiable: "constant" },
  { op: "logicalOr", inputs: bools, build: logicalOr, expected: () => [0, 1, 1, 1], differentiable: "constant" },
  { op: "logicalXor", inputs: bools, build: logicalXor, expected: () => [0, 1, 1, 0], differentiable: "constant" },
  { op: "logicalNot", inputs: [bools[1]], build: logicalNot, expected: () => [1, 0], differentiable: "constant" },
  { op: "isNaN", inputs: [odd], build: nan, expected: () => [0, 1, 0, 0, 0], differentiable: "none" },
  { op: "isFinite", inputs: [odd], build: finite, expected: () => [1, 0, 0, 0, 1], differentiable: "none" },
  {
    op: "where",
    inputs: [{ shape: [2, 1], values: [1, 0], dtype: "bool" }, { shape: [3] }, { shape: [2, 3] }],
    build: where,
    expected: (_, a, b) => [...a, ...b.slice(3)],
    differentiable: "twice",
  },
  {
    op: "where",
    label: "an infinity not taken",
    inputs: [{ shape: [2], values: [3, 4] }],
    build: (x) => where(constant([1, 0], { dtype: "bool" }), x, inf),
    expected: () => [3, inf],
    differentiable: "kink",
    gradient: [1, 0],
  },
  {
    op: "indicator",
    inputs: [{ shape: [2, 3] }, bools[1]],
    build: (x, condition) => indicator(condition, x),
    expected: () => [0, 1],
    differentiable: "constant",
  },
];
