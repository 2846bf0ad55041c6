import type { Domain } from "../core/domain.ts";
import { isFloat } from "../core/dtype.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { sameShape, shapeText, sizeOf } from "../core/shape.ts";
import { describe, type Tensor } from "../core/tensor.ts";
import { greater, greaterEqual } from "../ops/compare.ts";
import { argMax } from "../ops/reduce.ts";
import { cast, reshape } from "../ops/structure.ts";
import { originOf } from "../rewrite/meaning.ts";
import { alignTargets, type MetricContext } from "./metric.ts";

/** What a classifier's scores may mean. */
export const classifierDomains: readonly Domain[] = [
  "unknown",
  "real",
  "positive",
  "logits",
  "probabilities",
  "logProbabilities",
  "simplex",
  "binary",
];

/** How scores are read: yes-or-no each, one of several classes, or by what the batch looks like. */
export type Reading = "auto" | "binary" | "categorical";

type Batch = Pick<MetricContext, "yTrue" | "yPred" | "independent">;

/**
 * Whether each score is a yes or no of its own. By itself: one score per example, or per pixel of masks [batch, 1, height, width];
 * several with as many targets where the loss says so, or where they are a sigmoid's.
 */
export function isBinary({ yTrue, yPred, independent }: Batch, reading: Reading = "auto"): boolean {
  if (reading !== "auto") return reading === "binary";
  if (yPred.rank === 1 || yPred.shape.at(-1) === 1) return true;
  const isMask = yPred.rank >= 4 && yPred.shape[1] === 1 && sameShape(yTrue.shape, yPred.shape);
  if (isMask && independent === undefined) return true;
  const made = originOf(yPred).node.op.name;
  if (made === "softmax" || made === "logSoftmax" || !sameShape(yTrue.shape, yPred.shape)) return false;
  return independent ?? made === "sigmoid";
}

/** Where a yes-or-no score says yes: at the threshold, or where logits and logarithms have it. */
function scoreThreshold(yPred: Tensor, threshold: number): number {
  if (yPred.domain === "logits") return Math.log(threshold / (1 - threshold));
  return yPred.domain === "logProbabilities" ? Math.log(threshold) : threshold;
}

/** Which targets say yes: those above ½, so that 0 and 1, false and true, and -1 and 1 are all read. */
export function positives({ yTrue, yPred }: Batch): Tensor {
  return cast(greater(cast(alignTargets(yTrue, yPred), yPred.dtype), 0.5), "int64");
}

/** True classes as int64: yes or no, indices as they are, one-hot rows by their largest. */
export function trueClasses(batch: Batch, reading: Reading = "auto"): Tensor {
  const { yTrue, yPred } = batch;
  if (isBinary(batch, reading)) return positives(batch);
  if (sameShape(yTrue.shape, yPred.shape)) return argMax(isFloat(yTrue.dtype) ? yTrue : cast(yTrue, "float32"));
  const shape = yPred.shape.slice(0, -1);
  if (!sameShape(yTrue.shape, shape) && !sameShape(yTrue.shape, [...shape, 1]))
    throw new ShapeError("metric", {
      expected: `class indices of shape ${shapeText(shape)}, or one-hot rows of shape ${shapeText(yPred.shape)}`,
      got: shapeText(yTrue.shape),
      ...(yTrue.size === sizeOf(shape) ? { fix: `reshape the labels to ${shapeText(shape)}` } : {}),
    });
  return reshape(cast(yTrue, "int64"), shape);
}

/** Predicted classes as int64, shaped like the true ones. */
export function predictedClasses(context: Batch, threshold: number, reading: Reading = "auto"): Tensor {
  const { yPred } = context;
  if (!isBinary(context, reading)) return argMax(yPred);
  return cast(greaterEqual(yPred, scoreThreshold(yPred, threshold)), "int64");
}

/** Refuses a threshold that is no probability. */
export function checkThreshold(where: string, threshold: number): void {
  if (!(threshold > 0 && threshold < 1))
    throw new ArgumentError(where, { expected: "threshold: between 0 and 1", got: describe(threshold) });
}
