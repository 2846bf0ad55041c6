import { ShapeError } from "../core/errors.ts";
import { normalizeAxis, type Shape, sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { div } from "../ops/arithmetic.ts";
import { indicator, notEqual, where as select } from "../ops/compare.ts";
import { log, mulLogarithm, xlogy } from "../ops/exponential.ts";
import { logSoftmax } from "../ops/reduce.ts";
import { cast, reshape, sum } from "../ops/structure.ts";
import { requireDType, requireFloat } from "../ops/support.ts";
import { checkLogits } from "./domain.ts";

/**
 * Checks predictions over classes.
 * @returns the axis of classes, counted from the front
 * @throws ShapeError for a single class, whose probability is always 1; DomainError as checkLogits
 */
export function classAxis(where: string, yPred: Tensor, axis: number, fromLogits: boolean): number {
  requireFloat(where, yPred);
  checkLogits(where, yPred, fromLogits, "softmax");
  const at = normalizeAxis(where, axis, yPred.rank);
  if (yPred.shape[at] === 1)
    throw new ShapeError(where, {
      expected: `at least 2 classes on axis ${at} of yPred`,
      got: shapeText(yPred.shape),
      fix: "use binaryCrossentropy for one probability per example",
    });
  return at;
}

/**
 * Class indices as int64, with an axis of size 1 where yPred has its classes, and how much each counts.
 * @param yTrue int32 or int64: yPred's shape without the classes, or with an axis of size 1 after it
 * @param ignoreClass the label of positions that count 0 instead of 1; they get index 0
 * @throws ShapeError for any other shape, DTypeError for floats
 */
export function alignLabels(
  where: string,
  yTrue: Tensor,
  yPred: Tensor,
  axis: number,
  ignoreClass: number | undefined,
): { readonly index: Tensor; readonly weight: Tensor | 1 } {
  const kept = yPred.shape.filter((_, at) => at !== axis);
  const aligned = yPred.shape.map((size, at) => (at === axis ? 1 : size));
  if (![kept, aligned, [...kept, 1]].some((shape) => sameShape(shape, yTrue.shape)))
    throw new ShapeError(where, {
      expected: `one label per prediction: yTrue of shape ${shapeText(kept)} for yPred ${shapeText(yPred.shape)}`,
      got: shapeText(yTrue.shape),
      fix: labelsFix(yTrue, yPred, kept, axis),
    });
  requireDType(where, yTrue, "int64", "int32", "uint8");
  const labels = reshape(cast(yTrue, "int64"), aligned);
  if (ignoreClass === undefined) return { index: labels, weight: 1 };
  const counts = notEqual(labels, ignoreClass);
  return { index: select(counts, labels, 0), weight: indicator(counts, yPred) };
}

function labelsFix(yTrue: Tensor, yPred: Tensor, kept: Shape, axis: number): string {
  const without = (at: number): Shape => yPred.shape.filter((_, i) => i !== at);
  const other = yPred.shape.findIndex((_, at) => at > 0 && at !== axis && sameShape(without(at), yTrue.shape));
  if (other > 0) return `say that the classes are on axis ${other} (axis: ${other}), or transpose yPred`;
  if (!sameShape(yTrue.shape, yPred.shape)) return `reshape yTrue to ${shapeText(kept)}`;
  return yPred.rank === 1
    ? "give yPred an axis of classes, or use binaryCrossentropy for one probability per example"
    : "use categoricalCrossentropy for one-hot targets";
}

/** Positions that count, one per prediction: also where the labels have an axis of size 1 in the place of the classes. */
export function labelMask(yTrue: Tensor, yPred: Tensor, axis: number, ignoreClass: number): Tensor {
  const at = normalizeAxis("labels", axis, yPred.rank);
  return reshape(
    notEqual(yTrue, ignoreClass),
    yPred.shape.filter((_, i) => i !== at),
  );
}

/**
 * Weight times the logarithm of the classes' probabilities; 0 where the weight is, also beside a probability of 0.
 * @param weight one for each class, or 1 for all
 * @param yPred logits, or probabilities, which are normalised to sum 1
 * @param pick takes the wanted ones, before the logarithm: a zero elsewhere must not reach the gradient
 */
export function weightedLog(
  weight: Tensor | 1,
  yPred: Tensor,
  { axis, fromLogits }: { readonly axis: number; readonly fromLogits: boolean },
  pick: (x: Tensor) => Tensor = (x) => x,
): Tensor {
  if (fromLogits) {
    const logs = pick(logSoftmax(yPred, { axis }));
    return weight === 1 ? logs : mulLogarithm(weight, logs);
  }
  const probabilities = pick(div(yPred, sum(yPred, { axes: axis, keepDims: true })));
  return weight === 1 ? log(probabilities) : xlogy(weight, probabilities);
}
