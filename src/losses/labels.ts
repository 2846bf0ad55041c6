import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { add, div, mul, neg, sub } from "../ops/arithmetic.ts";
import { expandDims, squeeze } from "../ops/axes.ts";
import { indicator, notEqual } from "../ops/compare.ts";
import { exp, log } from "../ops/exponential.ts";
import { gather, gatherElements, oneHot } from "../ops/gather.ts";
import { logSoftmax, softmax } from "../ops/reduce.ts";
import { reshape, sum } from "../ops/structure.ts";
import { alignLabels, classAxis, labelMask, weightedLog } from "./classes.ts";
import { checkLogits } from "./domain.ts";
import { requireAlike } from "./elementwise.ts";

/**
 * Checks targets and predictions of independent yes-or-no questions.
 * @throws ShapeError when the shapes differ, DTypeError as requireAlike, DomainError as checkLogits
 */
export function requireBinary(where: string, yTrue: Tensor, yPred: Tensor, fromLogits: boolean): void {
  requireAlike(where, yTrue, yPred);
  checkLogits(where, yPred, fromLogits, "sigmoid");
}

/**
 * Checks a target distribution and predictions over classes.
 * @returns the axis of classes, counted from the front
 * @throws ShapeError when the shapes differ, the others as classAxis
 */
export function requireClasses(where: string, yTrue: Tensor, yPred: Tensor, axis: number, fromLogits: boolean): number {
  if (yTrue.rank === yPred.rank - 1)
    throw new ShapeError(where, {
      expected: "yTrue and yPred of equal shape",
      got: `${shapeText(yTrue.shape)} and ${shapeText(yPred.shape)}`,
      fix: "give one-hot targets; class indices belong to sparseCategoricalCrossentropy, or to data that says how many classes it has",
    });
  requireAlike(where, yTrue, yPred);
  return classAxis(where, yPred, axis, fromLogits);
}

/** Checks scores over classes on the last axis. @throws as classAxis */
export function requireScores(where: string, yPred: Tensor): void {
  classAxis(where, yPred, -1, true);
}

/** Targets moved towards the uniform distribution over `classes`: t (1 - s) + s/classes. */
export function smoothed(yTrue: Tensor, labelSmoothing: number, classes: number): Tensor {
  return labelSmoothing === 0 ? yTrue : add(mul(yTrue, 1 - labelSmoothing), labelSmoothing / classes);
}

/**
 * A number for each class, as a constant that broadcasts against yPred; one for all stays a number.
 * @param option its name, for messages
 * @param given one for all, or a list
 * @throws ArgumentError when the list is not as long as there are classes
 */
export function perClass(
  where: string,
  option: string,
  given: number | readonly number[],
  yPred: Tensor,
  axis: number,
): Tensor | number {
  const classes = yPred.shape[axis] as number;
  if (typeof given === "number") return given;
  if (given.length !== classes)
    throw new ArgumentError(`${where}: ${option}`, {
      expected: `${classes} numbers, one per class of yPred`,
      got: `${given.length}`,
    });
  const shape = yPred.shape.map((_, at) => (at === axis ? classes : 1));
  return constant([...given], { shape, dtype: yPred.dtype });
}

/**
 * Each value times the number of its label.
 * @param weights from perClass
 * @param index class indices, the shape of the values
 */
export function mulByLabel(values: Tensor, weights: Tensor | number, index: Tensor): Tensor {
  return times(values, typeof weights === "number" ? weights : gather(reshape(weights, [-1]), index));
}

/** The product; nothing is computed for a factor of 1. */
export function times(x: Tensor, factor: Tensor | number): Tensor {
  return factor === 1 ? x : mul(x, factor);
}

/**
 * Logarithms of the classes' probabilities where the target is not 0; elsewhere from probabilities 0, so that a probability
 * of 0 beside a target of 0 harms neither the value nor the gradient.
 * @param yPred logits, or probabilities, which are normalised to sum 1
 */
export function logsOfTarget(
  target: Tensor,
  yPred: Tensor,
  { axis, fromLogits }: { readonly axis: number; readonly fromLogits: boolean },
): Tensor {
  if (fromLogits) return logSoftmax(yPred, { axis });
  return weightedLog(indicator(notEqual(target, 0), yPred), yPred, { axis, fromLogits });
}

export interface LabelOptions {
  readonly fromLogits?: boolean;
  readonly ignoreClass?: number;
  readonly axis?: number;
}

/** What a loss of class indices is made of. */
export interface LabelLogs {
  /** Log-probability of each label's class, [batch, ...]; 0 where it is ignored. */
  readonly logs: Tensor;
  /** The labels, [batch, ...]; 0 where they are ignored. */
  readonly index: Tensor;
  /** How much each class counts in sums over classes: 0 where the label is ignored. */
  readonly weight: Tensor | 1;
  /** The same for each label, [batch, ...]. */
  readonly counted: Tensor | 1;
  /** The axis of classes, counted from the front. */
  readonly at: number;
}

/** Log-probabilities at class indices. @throws as classAxis and alignLabels */
export function labelLogs(where: string, yTrue: Tensor, yPred: Tensor, options: LabelOptions): LabelLogs {
  const { fromLogits = false, ignoreClass, axis = -1 } = options;
  const at = classAxis(where, yPred, axis, fromLogits);
  const { index, weight } = alignLabels(where, yTrue, yPred, at, ignoreClass);
  const pick = (x: Tensor): Tensor => gatherElements(x, index, { axis: at });
  const logs = weightedLog(weight, yPred, { axis: at, fromLogits }, pick);
  return {
    logs: squeeze(logs, at),
    index: squeeze(index, at),
    weight,
    counted: weight === 1 ? 1 : squeeze(weight, at),
    at,
  };
}

/** The mask of losses with `ignoreClass`. */
export function countedLabels(
  yTrue: Tensor,
  yPred: Tensor,
  { ignoreClass, axis = -1 }: LabelOptions = {},
): Tensor | undefined {
  return ignoreClass === undefined ? undefined : labelMask(yTrue, yPred, axis, ignoreClass);
}

/**
 * Integer labels as 0 and 1 for each class of the last axis, in the shape and dtype of the predictions.
 * @throws ShapeError, DTypeError, DomainError as classAxis and alignLabels
 */
export function oneHotLabels(where: string, yTrue: Tensor, yPred: Tensor, fromLogits: boolean): Tensor {
  const axis = classAxis(where, yPred, -1, fromLogits);
  const { index } = alignLabels(where, yTrue, yPred, axis, undefined);
  return oneHot(squeeze(index, axis), yPred.shape[axis] as number, { dtype: yPred.dtype });
}

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

/** Each position's number for its own class. @param x [..., classes] @param index [...] int64 @returns [...] */
export function ofLabel(x: Tensor, index: Tensor): Tensor {
  return squeeze(gatherElements(x, expandDims(index, -1)), -1);
}

/** -log of the own class's share in the softmax of logits. @param logits [..., classes] @param index [...] int64 */
export function softmaxLoss(logits: Tensor, index: Tensor): Tensor {
  return neg(ofLabel(logSoftmax(logits), index));
}
