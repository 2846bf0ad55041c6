import type { OpSample } from "../../tests/ops/sample.ts";
import { naivePool, type WindowCase } from "../../tests/ops/windows.ts";
import type { Shape } from "../core/shape.ts";
import { square } from "./arithmetic.ts";
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from "./pooling.ts";

const largest = (elements: readonly number[]): number => Math.max(...elements);
const average = (elements: readonly number[]): number => elements.reduce((a, b) => a + b, 0) / elements.length;

interface Case {
  readonly label: string;
  readonly x: Shape;
  readonly window: readonly number[];
  readonly options?: Pick<WindowCase, "stride" | "padding">;
}

const overlapping = { stride: 2 } as const;

const cases: readonly Case[] = [
  { label: "1-D", x: [2, 2, 6], window: [2], options: { stride: 2 } },
  { label: "1-D, overlapping, padded", x: [1, 2, 5], window: [3], options: { stride: 2, padding: [[1, 1]] } },
  { label: "2-D", x: [2, 2, 4, 4], window: [2, 2], options: { stride: 2 } },
  { label: "2-D, rows and columns left over", x: [1, 2, 5, 7], window: [2, 2], options: { stride: 2 } },
  { label: "2-D, 3x3 every 2", x: [3, 1, 5, 7], window: [3, 3], options: overlapping },
  { label: "2-D, 3x3 every 2, the last column left over", x: [1, 1, 5, 6], window: [3, 3], options: overlapping },
  { label: "2-D, gaps between windows", x: [1, 2, 7, 5], window: [2, 2], options: { stride: 3 } },
  { label: "2-D, every 1", x: [1, 1, 4, 3], window: [2, 3], options: { stride: 1 } },
  {
    label: "2-D, uneven padding",
    x: [2, 1, 4, 3],
    window: [3, 2],
    options: {
      stride: 2,
      padding: [
        [2, 1],
        [0, 1],
      ],
    },
  },
  { label: "3-D", x: [1, 2, 4, 2, 2], window: [2, 2, 2], options: { stride: 2 } },
  {
    label: "3-D, overlapping, padded",
    x: [1, 1, 3, 4, 3],
    window: [2, 3, 2],
    options: {
      stride: 1,
      padding: [
        [0, 0],
        [1, 1],
        [1, 0],
      ],
    },
  },
];

const maxima: readonly OpSample[] = cases.map(({ label, x, window, options = {} }) => ({
  op: "maxPool",
  label,
  inputs: [{ shape: x, values: "distinct" }],
  // Squared, so that the second derivative is not 0.
  build: (a) => square(maxPool(a, { window, ...options })),
  expected: (a) => naivePool(x, window, options, largest)(a).map((v) => v * v),
  differentiable: "twice",
}));

const averages: readonly OpSample[] = cases.map(({ label, x, window, options = {} }) => ({
  op: "averagePool",
  label,
  inputs: [{ shape: x }],
  build: (a) => square(averagePool(a, { window, ...options })),
  expected: (a) => naivePool(x, window, options, average)(a).map((v) => v * v),
  differentiable: "twice",
}));

export const samples: readonly OpSample[] = [
  ...maxima,
  ...averages,
  {
    op: "maxPool",
    label: "ties share the gradient",
    inputs: [{ shape: [1, 1, 4, 4], values: [1, 1, 5, 2, 1, 1, 2, 5, 0, 3, -1, -1, 3, 3, -2, -1] }],
    build: (x) => maxPool(x, { window: 2 }),
    expected: () => [1, 5, 3, -1],
    differentiable: "kink",
    gradient: [0.25, 0.25, 0.5, 0, 0.25, 0.25, 0, 0.5, 0, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3, 0, 1 / 3],
  },
  {
    op: "maxPool",
    label: "ties in overlapping windows",
    inputs: [{ shape: [1, 1, 1, 5], values: [2, 2, 2, 0, 2] }],
    build: (x) => maxPool(x, { window: [1, 3], stride: [1, 2] }),
    expected: () => [2, 2],
    differentiable: "kink",
    gradient: [1 / 3, 1 / 3, 1 / 3 + 1 / 2, 0, 1 / 2],
  },
  {
    op: "maxPool",
    label: "ties beside left-over elements and padding",
    inputs: [{ shape: [1, 1, 4], values: [-3, -3, -3, 7] }],
    build: (x) => maxPool(x, { window: 2, padding: [[1, 0]] }),
    expected: () => [-3, -3],
    differentiable: "kink",
    gradient: [1, 1 / 2, 1 / 2, 0],
  },
  {
    op: "maxPool",
    label: 'padding "same"',
    inputs: [{ shape: [1, 1, 5, 4], values: "distinct" }],
    build: (x) => maxPool(x, { window: 3, stride: 2, padding: "same" }),
    expected: naivePool(
      [1, 1, 5, 4],
      [3, 3],
      {
        stride: 2,
        padding: [
          [1, 1],
          [0, 1],
        ],
      },
      largest,
    ),
    differentiable: "once",
  },
  {
    op: "averagePool",
    label: "padding counts",
    inputs: [{ shape: [1, 2, 3, 4] }],
    build: (x) =>
      averagePool(x, {
        window: [2, 3],
        stride: 1,
        padding: [
          [1, 0],
          [1, 2],
        ],
        countIncludePadding: true,
      }),
    expected: (x) =>
      naivePool(
        [1, 2, 3, 4],
        [2, 3],
        {
          padding: [
            [1, 0],
            [1, 2],
          ],
        },
        (elements) => elements.reduce((a, b) => a + b, 0) / 6,
      )(x),
    differentiable: "twice",
  },
  {
    op: "globalMaxPool",
    inputs: [{ shape: [2, 3, 2, 2], values: "distinct" }],
    build: (x) => globalMaxPool(x),
    expected: (x) => naivePool([2, 3, 2, 2], [2, 2], {}, largest)(x),
    differentiable: "once",
  },
  {
    op: "globalAveragePool",
    inputs: [{ shape: [2, 2, 3] }],
    build: (x) => globalAveragePool(x, { keepDims: true }),
    expected: (x) => naivePool([2, 2, 3], [3], {}, average)(x),
    differentiable: "twice",
  },
];
