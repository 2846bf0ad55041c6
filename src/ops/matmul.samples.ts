import type { OpSample } from "../../tests/ops/sample.ts";
import { matMul, transposeMatrix } from "./matmul.ts";

/** Products of [rows, inner] and [inner, columns] matrices; `at` says which matrices make the i-th product. */
const product =
  (
    batch: number,
    rows: number,
    inner: number,
    columns: number,
    at: (i: number) => readonly [number, number] = (i) => [i, i],
  ) =>
  (a: number[], b: number[]): number[] => {
    const result: number[] = [];
    for (let i = 0; i < batch; i++) {
      const [left, right] = at(i);
      for (let row = 0; row < rows; row++)
        for (let col = 0; col < columns; col++) {
          let total = 0;
          for (let k = 0; k < inner; k++)
            total +=
              (a[(left * rows + row) * inner + k] as number) * (b[(right * inner + k) * columns + col] as number);
          result.push(total);
        }
    }
    return result;
  };

export const samples: readonly OpSample[] = [
  {
    op: "matMul",
    inputs: [{ shape: [2, 3] }, { shape: [3, 4] }],
    build: matMul,
    expected: product(1, 2, 3, 4),
    differentiable: "twice",
  },
  {
    op: "matMul",
    label: "a row by a column",
    inputs: [{ shape: [1, 3] }, { shape: [3, 1] }],
    build: matMul,
    expected: product(1, 1, 3, 1),
    differentiable: "twice",
  },
  {
    op: "matMul",
    label: "a batch",
    inputs: [{ shape: [2, 2, 3] }, { shape: [2, 3, 2] }],
    build: matMul,
    expected: product(2, 2, 3, 2),
    differentiable: "twice",
  },
  {
    op: "matMul",
    label: "a batch by one matrix",
    inputs: [{ shape: [3, 2, 2] }, { shape: [2, 3] }],
    build: matMul,
    expected: product(3, 2, 2, 3, (i) => [i, 0]),
    differentiable: "twice",
  },
  {
    op: "matMul",
    label: "one matrix by a batch",
    inputs: [{ shape: [2, 2] }, { shape: [3, 2, 1] }],
    build: matMul,
    expected: product(3, 2, 2, 1, (i) => [0, i]),
    differentiable: "twice",
  },
  {
    op: "matMul",
    label: "batches that both stretch",
    inputs: [{ shape: [2, 1, 2, 2] }, { shape: [3, 2, 2] }],
    build: matMul,
    expected: product(6, 2, 2, 2, (i) => [Math.floor(i / 3), i % 3]),
    differentiable: "twice",
  },
  {
    op: "matMul",
    label: "a batch of one stretches",
    inputs: [{ shape: [1, 2, 3] }, { shape: [2, 3, 1] }],
    build: matMul,
    expected: product(2, 2, 3, 1, (i) => [0, i]),
    differentiable: "twice",
  },
  {
    op: "transposeMatrix",
    inputs: [{ shape: [2, 2, 3] }],
    build: transposeMatrix,
    expected: (x) => [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11].map((i) => x[i] as number),
    differentiable: "twice",
  },
];
