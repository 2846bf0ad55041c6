import type { Tensor } from "../core/tensor.ts";
import { add, maximum, sub } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { stopGradient } from "../ops/structure.ts";
import { requireSameShape } from "../ops/support.ts";
import { requireFloats } from "./shapes.ts";

/**
 * Targets and predictions that may be compared element by element: never broadcast.
 * @throws ShapeError when shapes differ, DTypeError when they are not floats of one dtype
 */
export function requireAlike(where: string, yTrue: Tensor, yPred: Tensor): void {
  requireOneEach(where, { yTrue, yPred });
}

/**
 * Targets and the parameters of their distributions, one of each per target: never broadcast.
 * @throws ShapeError when shapes differ, DTypeError when they are not floats of one dtype
 */
export function requireOneEach(where: string, named: Readonly<Record<string, Tensor>>): void {
  requireSameShape(where, named);
  requireFloats(where, ...Object.values(named));
}

/** One value per example or position: the mean over the last axis, except of a rank-1 batch of scalars. */
export function meanLastAxis(values: Tensor): Tensor {
  return values.rank < 2 ? values : mean(values, { axes: -1 });
}

/** x, or the bound where x is less; the gradient passes there too, so that a parameter can leave the bound again. */
export function heldAbove(x: Tensor, bound: number): Tensor {
  return add(x, stopGradient(sub(maximum(x, bound), x)));
}
