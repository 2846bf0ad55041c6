import type { OpSample } from "../../tests/ops/sample.ts";
import { concat, flip, pad, slice, split, stack, unstack } from "./indexing.ts";

/** Elements of a row-major [rows, columns] array by a list of rows and of columns. */
const pick = (columns: number, rows: number[], cols: number[]) => (x: number[]) =>
  rows.flatMap((row) => cols.map((col) => x[row * columns + col] as number));

export const samples: readonly OpSample[] = [
  {
    op: "slice",
    inputs: [{ shape: [4, 5] }],
    build: (x) => slice(x, { start: [1, -3], end: [3, 5] }),
    expected: pick(5, [1, 2], [2, 3, 4]),
    differentiable: "twice",
  },
  {
    op: "slice",
    label: "step 2 with a rest",
    inputs: [{ shape: [2, 6] }],
    build: (x) => slice(x, { axes: 1, start: 1, end: 5, step: 2 }),
    expected: pick(6, [0, 1], [1, 3]),
    differentiable: "twice",
  },
  {
    op: "slice",
    label: "backwards to the first element",
    inputs: [{ shape: [3, 7] }],
    build: (x) => slice(x, { axes: [0, -1], start: [2, 5], step: [-1, -2] }),
    expected: pick(7, [2, 1, 0], [5, 3, 1]),
    differentiable: "twice",
  },
  {
    op: "slice",
    label: "backwards to an end, bounds beyond the axis",
    inputs: [{ shape: [7] }],
    build: (x) => slice(x, { start: 99, end: 1, step: -3 }),
    expected: (x) => [x[6] as number, x[3] as number],
    differentiable: "twice",
  },
  {
    op: "slice",
    label: "integers",
    inputs: [{ shape: [4], dtype: "int64", values: [5, 6, 7, 8] }],
    build: (x) => slice(x, { start: -2 }),
    expected: () => [7, 8],
    differentiable: "constant",
  },
  {
    op: "flip",
    inputs: [{ shape: [2, 3] }],
    build: (x) => flip(x),
    expected: pick(3, [1, 0], [2, 1, 0]),
    differentiable: "twice",
  },
  {
    op: "flip",
    label: "one axis",
    inputs: [{ shape: [2, 3] }],
    build: (x) => flip(x, -1),
    expected: pick(3, [0, 1], [2, 1, 0]),
    differentiable: "twice",
  },
  {
    op: "concat",
    inputs: [{ shape: [2, 1] }, { shape: [2, 2] }],
    build: (a, b) => concat([a as never, b as never], { axis: -1 }),
    expected: (a, b) => [0, 1].flatMap((row) => [a[row] as number, b[2 * row] as number, b[2 * row + 1] as number]),
    differentiable: "twice",
  },
  {
    op: "concat",
    label: "a tensor with itself, first axis",
    inputs: [{ shape: [2, 2] }],
    build: (x) => concat([x, x, x]),
    expected: (x) => [...x, ...x, ...x],
    differentiable: "twice",
  },
  {
    op: "split",
    inputs: [{ shape: [2, 5] }],
    build: (x) => split(x, [1, 3, 1], { axis: 1 }),
    expected: pick(5, [0, 1], [0]),
    differentiable: "twice",
  },
  {
    op: "split",
    label: "equal parts, one used",
    inputs: [{ shape: [6] }],
    build: (x) => split(x, 3)[1] as never,
    expected: (x) => x.slice(2, 4),
    differentiable: "twice",
  },
  {
    op: "concat",
    label: "of more tensors than a GPU kernel can take",
    inputs: [{ shape: [2, 20] }],
    build: (x) => concat(split(x, 20, { axis: 1 }).reverse(), { axis: 1 }),
    expected: (x) => [...x.slice(0, 20).reverse(), ...x.slice(20).reverse()],
    differentiable: "twice",
  },
  {
    op: "stack",
    inputs: [{ shape: [2] }, { shape: [2] }, { shape: [2] }],
    build: (...rows) => stack(rows, { axis: 1 }),
    expected: (a, b, c) => [0, 1].flatMap((i) => [a[i] as number, b[i] as number, c[i] as number]),
    differentiable: "twice",
  },
  {
    op: "unstack",
    inputs: [{ shape: [3, 2] }],
    build: (x) => unstack(x, { axis: -1 }),
    expected: pick(2, [0, 1, 2], [0]),
    differentiable: "twice",
  },
  {
    op: "pad",
    inputs: [{ shape: [2, 2] }],
    build: (x) =>
      pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        { value: 7 },
      ),
    expected: ([a, b, c, d]) => [7, 7, 7, 7, a, b, 7, 7, c, d, 7, 7] as number[],
    differentiable: "twice",
  },
  {
    op: "pad",
    label: "reflect",
    inputs: [{ shape: [2, 4] }],
    build: (x) =>
      pad(
        x,
        [
          [0, 1],
          [3, 2],
        ],
        { mode: "reflect" },
      ),
    expected: pick(4, [0, 1, 0], [3, 2, 1, 0, 1, 2, 3, 2, 1]),
    differentiable: "twice",
  },
  {
    op: "pad",
    label: "edge",
    inputs: [{ shape: [2, 3] }],
    build: (x) =>
      pad(
        x,
        [
          [2, 1],
          [1, 2],
        ],
        { mode: "edge" },
      ),
    expected: pick(3, [0, 0, 0, 1, 1], [0, 0, 1, 2, 2, 2]),
    differentiable: "twice",
  },
  {
    op: "pad",
    label: "edge of an axis of one",
    inputs: [{ shape: [1, 2] }],
    build: (x) =>
      pad(
        x,
        [
          [1, 1],
          [0, 0],
        ],
        { mode: "edge" },
      ),
    expected: pick(2, [0, 0, 0], [0, 1]),
    differentiable: "twice",
  },
];
