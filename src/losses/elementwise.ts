import type { Tensor } from "../core/tensor.ts";
import { mean } from "../ops/reduce.ts";
import { requireFloat, requireSameDType, requireSameShape } from "../ops/support.ts";

/**
 * Targets and predictions that may be compared element by element: never broadcast.
 * @throws ShapeError when shapes differ, DTypeError when they are not floats of one dtype
 */
export function requireAlike(where: string, yTrue: Tensor, yPred: Tensor): void {
  requireSameShape(where, { yTrue, yPred });
  requireFloat(where, yPred);
  requireSameDType(where, yPred, yTrue);
}

/** One value per example or position: the mean over the last axis, except of a rank-1 batch of scalars. */
export function meanLastAxis(values: Tensor): Tensor {
  return values.rank < 2 ? values : mean(values, { axes: -1 });
}
