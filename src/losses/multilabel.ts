import type { Tensor } from "../core/tensor.ts";
import { neg } from "../ops/arithmetic.ts";
import { greater, logicalAnd, logicalNot, where as select } from "../ops/compare.ts";
import { any, logSumExp } from "../ops/reduce.ts";
import { checkLogits } from "./domain.ts";
import { requireAlike } from "./elementwise.ts";

/**
 * Soft maximum of the logits of labels that are 0, and that of the negated ones of labels that are 1; -infinity without any.
 * @param yTrue 0 or 1, [batch, ..., labels]
 * @param yPred logits, the same shape
 * @returns [batch, ...] each
 * @throws ShapeError, DTypeError, DomainError when they do not fit
 */
export function softSides(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
): { readonly negatives: Tensor; readonly positives: Tensor } {
  requireAlike(where, yTrue, yPred);
  checkLogits(where, yPred, true, "sigmoid");
  const isThere = greater(yTrue, 0.5);
  return {
    negatives: logSumExp(select(isThere, Number.NEGATIVE_INFINITY, yPred), { axes: -1 }),
    positives: logSumExp(select(isThere, neg(yPred), Number.NEGATIVE_INFINITY), { axes: -1 }),
  };
}

/** Examples with labels of both kinds: [batch, ...] bool. */
export function hasBoth(yTrue: Tensor): Tensor {
  const isThere = greater(yTrue, 0.5);
  return logicalAnd(any(isThere, { axes: -1 }), any(logicalNot(isThere), { axes: -1 }));
}
