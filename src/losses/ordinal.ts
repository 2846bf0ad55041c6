import type { Tensor } from "../core/tensor.ts";
import { constant } from "../core/tensor.ts";
import { abs, add, mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { greater, indicator } from "../ops/compare.ts";
import { softplus } from "../ops/exponential.ts";
import { concat, slice } from "../ops/indexing.ts";
import { cumSum } from "../ops/scan.ts";
import { cast, sum } from "../ops/structure.ts";
import { checkLogits } from "./domain.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

/**
 * Whether each label is above each threshold, 1 or 0: class 0 is above none.
 * @param yTrue class indices, [batch, ...]
 * @param yPred logits of being above, [batch, ..., thresholds]
 * @returns the shape and dtype of yPred
 * @throws ShapeError, DTypeError, DomainError when they do not fit
 */
export function isAbove(where: string, yTrue: Tensor, yPred: Tensor): Tensor {
  bindShapes(where, { yPred: [yPred, "[batch, ..., thresholds]"], yTrue: [yTrue, "[batch, ...]"] });
  requireFloats(where, yPred);
  checkLogits(where, yPred, true, "sigmoid");
  const label = expandDims(asIndex(where, yTrue), -1);
  return indicator(greater(label, iota(yPred.shape.at(-1) as number, label.dtype)), yPred);
}

/** |c - label| for each class c. @param index class indices, [...] int64 @returns [..., classes] in the dtype of `like` */
export function classDistance(index: Tensor, classes: number, like: Tensor): Tensor {
  return abs(sub(iota(classes, like.dtype), expandDims(cast(index, like.dtype), -1)));
}

/** Ordered thresholds: the first number, then each the one before plus the softplus of its own. [thresholds] */
export function thresholdsOf(cutpoints: Tensor): Tensor {
  const first = slice(cutpoints, { end: 1 });
  return cumSum(concat([first, softplus(slice(cutpoints, { start: 1 }))]));
}

/**
 * Checks labels and scores on a line that cutpoints divide into classes.
 * @throws ShapeError, DTypeError when they do not fit
 */
export function requireCutpoints(where: string, yTrue: Tensor, yPred: Tensor, cutpoints: Tensor): void {
  bindShapes(where, { yPred: [yPred, "[batch, ...]"], yTrue: [yTrue, "[batch, ...]"] });
  bindShapes(where, { cutpoints: [cutpoints, "[thresholds]"] });
  requireFloats(where, yPred, cutpoints);
}

/** Disagreement of labels and predictions over that expected by chance, |i - j|^power being what it costs: 1 - kappa. */
export function kappaParts(
  label: Tensor,
  probabilities: Tensor,
  power: number,
): { readonly observed: Tensor; readonly expected: Tensor } {
  const classes = probabilities.shape.at(-1) as number;
  const cost = constant(
    Array.from({ length: classes }, (_, i) => Array.from({ length: classes }, (_, j) => Math.abs(i - j) ** power)),
    { dtype: probabilities.dtype },
  );
  const costOf = (p: Tensor): Tensor => sum(mul(expandDims(p, -2), cost), { axes: -1 });
  const observed = sum(mul(label, costOf(probabilities)));
  const expected = sum(mul(sum(label, { axes: 0 }), costOf(sum(probabilities, { axes: 0 }))));
  return { observed, expected };
}

/**
 * On which side of each threshold a label's scores belong, 1 above and -1 below, and which thresholds are next to its class.
 * @returns [batch, ..., thresholds] each
 */
export function sidesOf(
  where: string,
  yTrue: Tensor,
  cutpoints: Tensor,
): { readonly side: Tensor; readonly isNext: Tensor } {
  const label = expandDims(asIndex(where, yTrue), -1);
  const thresholds = iota(cutpoints.size, label.dtype);
  const above = indicator(greater(label, thresholds), cutpoints);
  const farAbove = indicator(greater(label, add(thresholds, 1)), cutpoints);
  const below = indicator(greater(thresholds, label), cutpoints);
  return { side: sub(mul(above, 2), 1), isNext: sub(sub(1, farAbove), below) };
}

/**
 * How much probabilities rise with each step away from the label.
 * @param yTrue class indices, [batch, ...]
 * @param p probabilities, [batch, ..., classes]
 * @returns [batch, ..., classes - 1]
 */
export function risesFrom(where: string, yTrue: Tensor, p: Tensor): Tensor {
  const step = sub(slice(p, { axes: -1, start: 1 }), slice(p, { axes: -1, end: -1 }));
  return mul(step, sub(1, mul(isAbove(where, yTrue, step), 2)));
}
