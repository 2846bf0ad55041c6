import type { Tensor } from "../core/tensor.ts";
import { add, div, maximum, mul, square, sub } from "../ops/arithmetic.ts";
import { split } from "../ops/indexing.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { logSumExp, mean } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { addAll } from "./images.ts";
import { rootOrZero } from "./norms.ts";
import { bindFloats } from "./shapes.ts";
import type { LossInput } from "./spec.ts";

/** Inputs of a loss that compares two sets of points. */
export const pointSets: readonly [LossInput, LossInput] = [
  { name: "yTrue", domain: "real", shape: "[batch, points, dim]" },
  { name: "yPred", domain: "real", shape: "[batch, predictions, dim]", grad: true },
];

/** Checks sets of points, of any two sizes. @throws DTypeError, ShapeError */
export function requirePoints(where: string, yTrue: Tensor, yPred: Tensor): void {
  bindFloats(where, { yTrue: [yTrue, "[batch, points, dim]"], yPred: [yPred, "[batch, predictions, dim]"] });
}

/**
 * Squared distances of all points of one set to all of the other: up to 8 coordinates from their differences, which keep
 * small distances exact; more from lengths and products, which take less memory.
 * @param x [batch, n, dim]
 * @param y [batch, m, dim]
 * @returns [batch, n, m]
 */
export function squaredPointDistances(x: Tensor, y: Tensor): Tensor {
  const dim = x.shape[2] as number;
  if (dim > 8) {
    const lengths = (points: Tensor): Tensor => sum(square(points), { axes: 2, keepDims: true });
    const apart = add(lengths(x), transposeMatrix(lengths(y)));
    return maximum(sub(apart, mul(2, matMul(x, transposeMatrix(y)))), 0);
  }
  const [a, b] = [split(x, dim, { axis: 2 }), split(y, dim, { axis: 2 })];
  return addAll(a.map((part, i) => square(sub(part, transposeMatrix(b[i] as Tensor)))));
}

/** Distances of all points of one set to all of the other; the gradient between equal points is 0. */
export function pointDistances(x: Tensor, y: Tensor): Tensor {
  return rootOrZero(squaredPointDistances(x, y));
}

/**
 * Cost of moving points of equal weights onto others, with an entropy: the semi-dual objective at potentials found by
 * Sinkhorn's updates, which are constant for differentiation. Its gradient is the transport, whose rows sum to 1/n exactly.
 * @param cost [batch, n, m]
 * @returns [batch]
 */
export function transportCost(cost: Tensor, epsilon: number, iterations: number): Tensor {
  const constantCost = stopGradient(cost);
  /** Soft minimum of the cost less the other side's potentials. */
  const update = (costs: Tensor, potential: Tensor | 0, axis: number): Tensor => {
    const scaled = div(sub(potential, costs), epsilon);
    const count = Math.max(1, costs.shape[axis] as number);
    return mul(-epsilon, sub(logSumExp(scaled, { axes: axis, keepDims: true }), Math.log(count)));
  };
  let columns: Tensor | 0 = 0;
  for (let i = 0; i < iterations; i++) columns = update(constantCost, update(constantCost, columns, 2), 1);
  const rows = update(cost, stopGradient(columns as Tensor), 2);
  return add(mean(rows, { axes: [1, 2] }), mean(stopGradient(columns as Tensor), { axes: [1, 2] }));
}
