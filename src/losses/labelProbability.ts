import type { Tensor } from "../core/tensor.ts";
import { div, mul, sub } from "../ops/arithmetic.ts";
import { squeeze } from "../ops/axes.ts";
import { exp, log } from "../ops/exponential.ts";
import { gatherElements, oneHot } from "../ops/gather.ts";
import { logSoftmax, softmax } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { alignLabels, classAxis } from "./classes.ts";

/** What is predicted for the label of each position. */
export interface LabelProbability {
  /** Log-probability of the label, [batch, ...]. */
  readonly log: Tensor;
  /** Probability of the label, [batch, ...]. */
  readonly probability: Tensor;
  /** Probability of all other classes together. */
  readonly rest: Tensor;
}

/**
 * The probability of integer labels under predictions whose classes are on the last axis.
 * @param yTrue class indices, [batch, ...] or [batch, ..., 1]
 * @param yPred logits, or probabilities, which are normalised to sum 1, [batch, ..., classes]
 * @throws ShapeError, DTypeError, DomainError as classAxis and alignLabels
 */
export function probabilityOfLabel(where: string, yTrue: Tensor, yPred: Tensor, fromLogits: boolean): LabelProbability {
  const axis = classAxis(where, yPred, -1, fromLogits);
  const { index } = alignLabels(where, yTrue, yPred, axis, undefined);
  const pick = (x: Tensor): Tensor => squeeze(gatherElements(x, index, { axis }), axis);
  const all = probabilitiesOf(yPred, fromLogits);
  // The sum of the others, not 1 - p, which has no digits left where p is nearly 1.
  const isOther = sub(1, oneHot(squeeze(index, axis), yPred.shape[axis] as number, { dtype: yPred.dtype }));
  const rest = sum(mul(all, isOther), { axes: -1 });
  if (!fromLogits) return { log: log(pick(all)), probability: pick(all), rest };
  const ofLabel = pick(logSoftmax(yPred));
  return { log: ofLabel, probability: exp(ofLabel), rest };
}

/** Probabilities of all classes, which are on the last axis. */
export function probabilitiesOf(yPred: Tensor, fromLogits: boolean): Tensor {
  return fromLogits ? softmax(yPred) : normalised(yPred);
}

/** Log-probabilities of all classes, which are on the last axis; -infinity at probabilities of 0. */
export function logProbabilitiesOf(yPred: Tensor, fromLogits: boolean): Tensor {
  return fromLogits ? logSoftmax(yPred) : log(normalised(yPred));
}

function normalised(yPred: Tensor): Tensor {
  return div(yPred, sum(yPred, { axes: -1, keepDims: true }));
}

/**
 * Integer labels as 0 and 1 for each class, in the shape and dtype of the predictions.
 * @throws ShapeError, DTypeError, DomainError as classAxis and alignLabels
 */
export function oneHotLabels(where: string, yTrue: Tensor, yPred: Tensor, fromLogits: boolean): Tensor {
  const axis = classAxis(where, yPred, -1, fromLogits);
  const { index } = alignLabels(where, yTrue, yPred, axis, undefined);
  return oneHot(squeeze(index, axis), yPred.shape[axis] as number, { dtype: yPred.dtype });
}
