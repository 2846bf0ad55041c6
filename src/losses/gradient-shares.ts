import type { Tensor } from "../core/tensor.ts";
import { add, div, minimum, mul, sub } from "../ops/arithmetic.ts";
import { greater, where as select } from "../ops/compare.ts";
import { sigmoid } from "../ops/exponential.ts";
import { stack, unstack } from "../ops/indexing.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { checkLogits } from "./domain.ts";
import { requireAlike } from "./elementwise.ts";
import { bindFloats } from "./shapes.ts";

/**
 * Checks targets, logits and the sums of gradients of their classes.
 * @param yTrue, yPred [batch, ..., classes]
 * @param gradientSums sizes of the gradients so far of positives, then of negatives, [2, classes]
 * @throws ShapeError, DTypeError, DomainError when they do not fit
 */
export function requireSums(where: string, yTrue: Tensor, yPred: Tensor, gradientSums: Tensor): void {
  requireAlike(where, yTrue, yPred);
  bindFloats(where, { yPred: [yPred, "[batch, ..., classes]"], gradientSums: [gradientSums, "[2, classes]"] });
  checkLogits(where, yPred, true, "sigmoid");
}

/** Positive gradients over negative ones, for each class; without any yet, `unknown`. Constant for differentiation. */
function ratioOf(gradientSums: Tensor, unknown: number): Tensor {
  const [positive, negative] = unstack(gradientSums) as [Tensor, Tensor];
  const isKnown = greater(negative, 0);
  return stopGradient(select(isKnown, div(positive, select(isKnown, negative, 1)), unknown));
}

/** The equalization loss v2's weight of each target, [batch, ..., classes]. */
export function equalizationWeights(
  yTrue: Tensor,
  gradientSums: Tensor,
  { gamma = 12, mu = 0.8, alpha = 4 }: { readonly gamma?: number; readonly mu?: number; readonly alpha?: number },
): Tensor {
  const negative = sigmoid(mul(sub(ratioOf(gradientSums, 100), mu), gamma));
  const positive = add(mul(sub(1, negative), alpha), 1);
  return add(mul(yTrue, positive), mul(sub(1, yTrue), negative));
}

/** The equalized focal loss's exponent of each class, [classes], and its weight of each target. */
export function equalizedFocus(
  yTrue: Tensor,
  gradientSums: Tensor,
  { gamma = 2, scale = 8, alpha = 0.25 }: { readonly gamma?: number; readonly scale?: number; readonly alpha?: number },
): { readonly exponent: Tensor; readonly weight: Tensor } {
  const exponent = add(mul(sub(1, minimum(ratioOf(gradientSums, 1), 1)), scale), gamma);
  const side = add(mul(yTrue, 2 * alpha - 1), 1 - alpha); // alpha of positives, 1 - alpha of negatives
  return { exponent, weight: mul(side, div(exponent, gamma)) };
}

/** The sums with a batch's gradients added. @param sizes of the gradients, [batch, ..., classes] */
export function addGradients(gradientSums: Tensor, yTrue: Tensor, sizes: Tensor): Tensor {
  const axes = sizes.shape.map((_, axis) => axis).slice(0, -1);
  const sides = [mul(yTrue, sizes), mul(sub(1, yTrue), sizes)];
  return add(gradientSums, stopGradient(stack(sides.map((side) => sum(side, { axes })))));
}
