import type { OpSample } from "../../tests/ops/sample.ts";
import { relu, silu } from "./activation.ts";

const siluOf = (x: number): number => x / (1 + Math.exp(-x));

export const samples: readonly OpSample[] = [
  {
    op: "relu",
    inputs: [{ shape: [6], values: "distinct" }],
    build: relu,
    expected: (x) => x.map((v) => Math.max(v, 0)),
    differentiable: "once",
  },
  {
    op: "relu",
    label: "at 0",
    inputs: [{ shape: [3], values: [-2, 0, 3] }],
    build: relu,
    expected: () => [0, 0, 3],
    differentiable: "kink",
    gradient: [0, 0, 1],
  },
  {
    op: "silu",
    inputs: [{ shape: [6], values: "spread" }],
    build: silu,
    expected: (x) => x.map(siluOf),
    differentiable: "twice",
  },
  {
    op: "silu",
    label: "far tails",
    inputs: [{ shape: [4], values: [-1e4, -100, 100, 1e4] }],
    build: silu,
    expected: (x) => x.map(siluOf),
    differentiable: "twice",
  },
];
