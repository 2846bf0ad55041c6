import type { OpSample } from "../../tests/ops/sample.ts";
import { expandDims, flatten, squeeze, tile } from "./axes.ts";

/** Elements of a row-major [rows, columns] array by a list of rows and of columns. */
const pick = (columns: number, rows: number[], cols: number[]) => (x: number[]) =>
  rows.flatMap((row) => cols.map((col) => x[row * columns + col] as number));

const same = (x: number[]): number[] => x;

export const samples: readonly OpSample[] = [
  { op: "squeeze", inputs: [{ shape: [1, 3, 1] }], build: (x) => squeeze(x), expected: same, differentiable: "twice" },
  {
    op: "squeeze",
    label: "one axis",
    inputs: [{ shape: [1, 3, 1] }],
    build: (x) => squeeze(x, -1),
    expected: same,
    differentiable: "twice",
  },
  {
    op: "expandDims",
    inputs: [{ shape: [2, 3] }],
    build: (x) => expandDims(x, [0, -1]),
    expected: same,
    differentiable: "twice",
  },
  { op: "flatten", inputs: [{ shape: [2, 3, 2] }], build: (x) => flatten(x), expected: same, differentiable: "twice" },
  {
    op: "tile",
    inputs: [{ shape: [2, 3] }],
    build: (x) => tile(x, [2, 3]),
    expected: (x) =>
      [0, 1, 0, 1].flatMap((row) => [0, 1, 2].flatMap(() => [0, 1, 2].map((col) => x[3 * row + col] as number))),
    differentiable: "twice",
  },
  {
    op: "tile",
    label: "last axis only",
    inputs: [{ shape: [2, 2] }],
    build: (x) => tile(x, [1, 2]),
    expected: pick(2, [0, 1], [0, 1, 0, 1]),
    differentiable: "twice",
  },
];
