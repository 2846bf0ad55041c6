import type { OpSample } from "../../tests/ops/sample.ts";
import { place, positions } from "../../tests/ops/windows.ts";
import type { Shape } from "../core/shape.ts";
import { depthToSpace, pixelShuffle, pixelUnshuffle, resize, spaceToDepth } from "./resize.ts";

/** Each element of the result taken from where `from` says. */
const taken =
  (xShape: Shape, shape: Shape, from: (at: readonly number[]) => readonly number[]) =>
  (x: number[]): number[] =>
    positions(shape).map((at) => x[place(xShape, from(at))] as number);

const nearest = (xShape: Shape, shape: Shape): ((x: number[]) => number[]) =>
  taken(xShape, shape, (at) =>
    at.map((index, axis) => Math.floor((index * (xShape[axis] as number)) / (shape[axis] as number))),
  );

/** Interpolation written as hat functions: an element's weight falls linearly to 0 at its neighbours. */
const linear =
  (xShape: Shape, shape: Shape, alignCorners = false) =>
  (x: number[]): number[] => {
    const hat = (axis: number, from: number, to: number): number => {
      const [old, size] = [xShape[axis] as number, shape[axis] as number];
      if (axis < 2) return from === to ? 1 : 0;
      const spread = alignCorners ? (to * (old - 1)) / Math.max(size - 1, 1) : ((to + 0.5) * old) / size - 0.5;
      const at = Math.min(Math.max(spread, 0), old - 1);
      return Math.max(0, 1 - Math.abs(at - from));
    };
    return positions(shape).map((to) =>
      positions(xShape).reduce(
        (sum, from, i) =>
          sum + (x[i] as number) * from.reduce((w, index, axis) => w * hat(axis, index, to[axis] as number), 1),
        0,
      ),
    );
  };

export const samples: readonly OpSample[] = [
  {
    op: "resize",
    label: "nearest, 2 times",
    inputs: [{ shape: [2, 1, 2, 3] }],
    build: (x) => resize(x, { scale: 2 }),
    expected: nearest([2, 1, 2, 3], [2, 1, 4, 6]),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "nearest, 1-D, 3 times",
    inputs: [{ shape: [1, 2, 3] }],
    build: (x) => resize(x, { scale: 3 }),
    expected: nearest([1, 2, 3], [1, 2, 9]),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "nearest, 3-D, one axis larger",
    inputs: [{ shape: [1, 1, 2, 1, 2] }],
    build: (x) => resize(x, { size: [2, 3, 4] }),
    expected: nearest([1, 1, 2, 1, 2], [1, 1, 2, 3, 4]),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "nearest, uneven sizes",
    inputs: [{ shape: [1, 2, 3, 4] }],
    build: (x) => resize(x, { size: [5, 2] }),
    expected: nearest([1, 2, 3, 4], [1, 2, 5, 2]),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "nearest, scale 1.1 of 10",
    inputs: [{ shape: [1, 1, 10] }],
    build: (x) => resize(x, { scale: 1.1 }),
    expected: nearest([1, 1, 10], [1, 1, 11]),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "linear, 1-D",
    inputs: [{ shape: [2, 1, 4] }],
    build: (x) => resize(x, { size: 7, mode: "linear" }),
    expected: linear([2, 1, 4], [2, 1, 7]),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "linear, 2-D, larger and smaller",
    inputs: [{ shape: [2, 2, 3, 5] }],
    build: (x) => resize(x, { size: [6, 2], mode: "linear" }),
    expected: linear([2, 2, 3, 5], [2, 2, 6, 2]),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "linear, 2-D, corners aligned",
    inputs: [{ shape: [1, 2, 3, 2] }],
    build: (x) => resize(x, { size: [5, 1], mode: "linear", alignCorners: true }),
    expected: linear([1, 2, 3, 2], [1, 2, 5, 1], true),
    differentiable: "twice",
  },
  {
    op: "resize",
    label: "linear, 3-D",
    inputs: [{ shape: [1, 1, 2, 3, 2] }],
    build: (x) => resize(x, { scale: [2, 1, 1.5], mode: "linear" }),
    expected: linear([1, 1, 2, 3, 2], [1, 1, 4, 3, 3]),
    differentiable: "twice",
  },
  {
    op: "pixelShuffle",
    inputs: [{ shape: [2, 8, 2, 1] }],
    build: (x) => pixelShuffle(x, 2),
    expected: taken([2, 8, 2, 1], [2, 2, 4, 2], ([n, c, h, w]) => [
      n as number,
      (c as number) * 4 + ((h as number) % 2) * 2 + ((w as number) % 2),
      Math.floor((h as number) / 2),
      Math.floor((w as number) / 2),
    ]),
    differentiable: "twice",
  },
  {
    op: "depthToSpace",
    inputs: [{ shape: [1, 8, 2, 2] }],
    build: (x) => depthToSpace(x, 2),
    expected: taken([1, 8, 2, 2], [1, 2, 4, 4], ([n, c, h, w]) => [
      n as number,
      (((h as number) % 2) * 2 + ((w as number) % 2)) * 2 + (c as number),
      Math.floor((h as number) / 2),
      Math.floor((w as number) / 2),
    ]),
    differentiable: "twice",
  },
  {
    op: "pixelUnshuffle",
    label: "undoes pixelShuffle",
    inputs: [{ shape: [1, 9, 2, 2] }],
    build: (x) => pixelUnshuffle(pixelShuffle(x, 3), 3),
    expected: (x) => x,
    differentiable: "twice",
  },
  {
    op: "spaceToDepth",
    label: "undoes depthToSpace",
    inputs: [{ shape: [2, 4, 1, 3] }],
    build: (x) => spaceToDepth(depthToSpace(x, 2), 2),
    expected: (x) => x,
    differentiable: "twice",
  },
];
