import type { OpSample } from "../../tests/ops/sample.ts";
import { gatherElements } from "./gather.ts";
import { argsort, sort, topK } from "./sort.ts";

/** `f` of each row of `columns` numbers. */
const rows = (columns: number, f: (row: number[]) => number[]) => (x: number[]) =>
  Array.from({ length: x.length / columns }, (_, i) => f(x.slice(i * columns, (i + 1) * columns))).flat();

const ascending = (a: number, b: number): number => a - b;
const descending = (a: number, b: number): number => b - a;

export const samples: readonly OpSample[] = [
  {
    op: "topK",
    inputs: [{ shape: [2, 5], values: "distinct" }],
    build: (x) => {
      const { values, indices } = topK(x, 2);
      return [values, indices];
    },
    expected: rows(5, (row) => row.sort(descending).slice(0, 2)),
    differentiable: "once",
  },
  {
    op: "topK",
    label: "smallest, first axis",
    inputs: [{ shape: [4, 2], values: "distinct" }],
    build: (x) => topK(x, 3, { axis: 0, largest: false }).values,
    expected: (x) => {
      const columns = [0, 1].map((col) => [0, 1, 2, 3].map((row) => x[2 * row + col] as number).sort(ascending));
      return [0, 1, 2].flatMap((row) => columns.map((column) => column[row] as number));
    },
    differentiable: "once",
  },
  {
    op: "topK",
    label: "indices at ties",
    inputs: [{ shape: [5], values: [1, 3, 3, 0, 3], differentiable: false }],
    build: (x) => topK(x, 4).indices,
    expected: () => [1, 2, 4, 0],
    differentiable: "constant",
  },
  {
    op: "topK",
    label: "indices",
    inputs: [{ shape: [4], values: "distinct" }],
    build: (x) => topK(x, 2).indices,
    expected: (x) => [0, 1, 2, 3].sort((a, b) => (x[b] as number) - (x[a] as number)).slice(0, 2),
    differentiable: "none",
  },
  {
    op: "sort",
    inputs: [{ shape: [2, 6], values: "distinct" }],
    build: (x) => sort(x),
    expected: rows(6, (row) => row.sort(ascending)),
    differentiable: "once",
  },
  {
    op: "sort",
    label: "descending",
    inputs: [{ shape: [2, 6], values: "distinct" }],
    build: (x) => sort(x, { descending: true }),
    expected: rows(6, (row) => row.sort(descending)),
    differentiable: "once",
  },
  {
    op: "argsort",
    inputs: [{ shape: [2, 4], values: "distinct", differentiable: false }],
    build: (x) => argsort(x),
    expected: rows(4, (row) => [0, 1, 2, 3].sort((a, b) => (row[a] as number) - (row[b] as number))),
    differentiable: "constant",
  },
  {
    op: "argsort",
    label: "one tensor in the order of another, first axis descending",
    inputs: [{ shape: [4, 2], values: "distinct", differentiable: false }, { shape: [4, 2] }],
    build: (key, x) => gatherElements(x, argsort(key, { axis: 0, descending: true }), { axis: 0 }),
    expected: (key, x) => {
      const order = [0, 1].map((col) =>
        [0, 1, 2, 3].sort((a, b) => (key[2 * b + col] as number) - (key[2 * a + col] as number)),
      );
      return [0, 1, 2, 3].flatMap((row) => [0, 1].map((col) => x[2 * (order[col]?.[row] as number) + col] as number));
    },
    differentiable: "twice",
  },
];
