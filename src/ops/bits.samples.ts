import type { OpSample } from "../../tests/ops/sample.ts";
import { add } from "./arithmetic.ts";
import { bitwiseAnd, bitwiseOr, bitwiseXor, iota, shiftLeft, shiftRight } from "./bits.ts";

const words = [
  { shape: [4], values: [0xf0f0f0f0, 1, 0xffffffff, 12345], dtype: "uint32" },
  { shape: [4], values: [0x0ff00ff0, 3, 0x80000000, 54321], dtype: "uint32" },
] as const;
const along = (f: (a: number, b: number) => number) => (a: number[], b: number[]) =>
  a.map((v, i) => f(v, b[i] as number) >>> 0);

export const samples: readonly OpSample[] = [
  { op: "bitwiseXor", inputs: words, build: bitwiseXor, expected: along((a, b) => a ^ b), differentiable: "constant" },
  { op: "bitwiseAnd", inputs: words, build: bitwiseAnd, expected: along((a, b) => a & b), differentiable: "constant" },
  { op: "bitwiseOr", inputs: words, build: bitwiseOr, expected: along((a, b) => a | b), differentiable: "constant" },
  {
    op: "shiftLeft",
    inputs: [words[0]],
    build: (x) => shiftLeft(x, 5),
    expected: (x) => x.map((v) => (v << 5) >>> 0),
    differentiable: "constant",
  },
  {
    op: "shiftRight",
    inputs: [words[0]],
    build: (x) => shiftRight(x, 5),
    expected: (x) => x.map((v) => v >>> 5),
    differentiable: "constant",
  },
  {
    op: "iota",
    inputs: [{ shape: [], values: [10], dtype: "int64" }],
    build: (x) => add(iota(5), x),
    expected: () => [10, 11, 12, 13, 14],
    differentiable: "constant",
  },
];
