import type { Tensor } from "../core/tensor.ts";
import { add, clip, div, maximum, mul, neg, square, sub } from "../ops/arithmetic.ts";
import { softplus, xlog1py, xlogy } from "../ops/exponential.ts";
import { mean } from "../ops/reduce.ts";
import { stopGradient } from "../ops/structure.ts";
import { requireSameShape } from "../ops/support.ts";
import { vecdot } from "../ops/vecdot.ts";
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

/** The mean over the last axis of a · b, in one pass where the runtime has it; of a rank-1 batch of scalars the products. */
export function meanProduct(a: Tensor, b: Tensor): Tensor {
  return a.rank < 2 ? mul(a, b) : div(vecdot(a, b), a.shape.at(-1) as number);
}

/** x, or the bound where x is less; the gradient passes there too, so that a parameter can leave the bound again. */
export function heldAbove(x: Tensor, bound: number): Tensor {
  return add(x, stopGradient(sub(maximum(x, bound), x)));
}

/** Cross-entropy, in nats, of yes-or-no predictions, element by element. @param target from 0 to 1 @param yPred logits, or probabilities */
export function binaryCrossentropyOf(target: Tensor, yPred: Tensor, fromLogits: boolean): Tensor {
  if (fromLogits) return sub(softplus(yPred), mul(target, yPred));
  return neg(add(xlogy(target, yPred), xlog1py(sub(1, target), neg(yPred))));
}

/** Half of the squared error; with `delta`, linear beyond it. */
export function errorCost(error: Tensor, delta?: number): Tensor {
  if (delta === undefined) return mul(0.5, square(error));
  const inner = clip(error, -delta, delta);
  return mul(inner, sub(error, mul(0.5, inner)));
}
