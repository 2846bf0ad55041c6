import type { OpSample } from "../../tests/ops/sample.ts";
import { cumProd, cumSum } from "./scan.ts";

/** What a loop over each row of `columns` numbers gives. */
const scan =
  (columns: number, start: number, combine: (a: number, b: number) => number, exclusive = false, reverse = false) =>
  (x: number[]): number[] =>
    Array.from({ length: x.length / columns }, (_, i) => {
      const row = x.slice(i * columns, (i + 1) * columns);
      if (reverse) row.reverse();
      let total = start;
      const result = row.map((value) => {
        const before = total;
        total = combine(total, value);
        return exclusive ? before : total;
      });
      return reverse ? result.reverse() : result;
    }).flat();

const plus = (a: number, b: number): number => a + b;
const times = (a: number, b: number): number => a * b;

export const samples: readonly OpSample[] = [
  {
    op: "cumSum",
    inputs: [{ shape: [2, 4] }],
    build: (x) => cumSum(x),
    expected: scan(4, 0, plus),
    differentiable: "twice",
  },
  {
    op: "cumSum",
    label: "exclusive and reverse",
    inputs: [{ shape: [2, 4] }],
    build: (x) => cumSum(x, { exclusive: true, reverse: true }),
    expected: scan(4, 0, plus, true, true),
    differentiable: "twice",
  },
  {
    op: "cumSum",
    label: "first axis",
    inputs: [{ shape: [3, 1] }],
    build: (x) => cumSum(x, { axis: 0 }),
    expected: scan(3, 0, plus),
    differentiable: "twice",
  },
  {
    op: "cumProd",
    inputs: [{ shape: [2, 5] }],
    build: (x) => cumProd(x),
    expected: scan(5, 1, times),
    differentiable: "twice",
  },
  {
    op: "cumProd",
    label: "exclusive",
    inputs: [{ shape: [7] }],
    build: (x) => cumProd(x, { exclusive: true }),
    expected: scan(7, 1, times, true),
    differentiable: "twice",
  },
  {
    op: "cumProd",
    label: "exclusive and reverse, with zeros",
    inputs: [{ shape: [5], values: [2, 0, -3, 0, 0.5] }],
    build: (x) => cumProd(x, { exclusive: true, reverse: true }),
    expected: scan(5, 1, times, true, true),
    differentiable: "twice",
  },
  {
    op: "cumProd",
    label: "first axis, reverse, one zero",
    inputs: [{ shape: [4, 1], values: [1.5, 0, -2, 3] }],
    build: (x) => cumProd(x, { axis: 0, reverse: true }),
    expected: scan(4, 1, times, false, true),
    differentiable: "twice",
  },
  {
    op: "cumProd",
    label: "one element, exclusive",
    inputs: [{ shape: [2, 1] }],
    build: (x) => cumProd(x, { exclusive: true }),
    expected: () => [1, 1],
    differentiable: "constant",
  },
];
