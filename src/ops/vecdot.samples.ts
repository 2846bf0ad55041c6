import type { OpSample } from "../../tests/ops/sample.ts";
import { vecdot } from "./vecdot.ts";

const rows =
  (width: number) =>
  (a: number[], b: number[] = a): number[] =>
    Array.from({ length: a.length / width }, (_, row) => {
      let total = 0;
      for (let i = row * width; i < (row + 1) * width; i++) total += (a[i] as number) * (b[i] as number);
      return total;
    });

export const samples: readonly OpSample[] = [
  {
    op: "vecdot",
    inputs: [{ shape: [2, 3] }, { shape: [2, 3] }],
    build: vecdot,
    expected: rows(3),
    differentiable: "twice",
  },
  {
    op: "vecdot",
    label: "of single vectors",
    inputs: [{ shape: [4] }, { shape: [4] }],
    build: vecdot,
    expected: rows(4),
    differentiable: "twice",
  },
  {
    op: "vecdot",
    label: "by itself",
    inputs: [{ shape: [2, 2, 3] }],
    build: (x) => vecdot(x, x),
    expected: rows(3),
    differentiable: "twice",
  },
];
