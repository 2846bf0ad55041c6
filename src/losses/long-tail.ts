import { ArgumentError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { constant } from "../core/tensor.ts";
import { add, div, mul, sub } from "../ops/arithmetic.ts";
import { greater, where as select } from "../ops/compare.ts";
import { sigmoid } from "../ops/exponential.ts";
import { sum } from "../ops/structure.ts";

/**
 * A number for each class made from how many training examples it has.
 * @param counts one for each class; undefined: all classes have the same
 * @param yPred predictions with the classes on the last axis
 * @returns [classes], in the dtype of yPred
 * @throws ArgumentError unless there is one count for each class
 */
export function fromCounts(
  where: string,
  counts: readonly number[] | undefined,
  yPred: Tensor,
  of: (count: number, counts: readonly number[]) => number,
): Tensor {
  const classes = yPred.shape.at(-1) as number;
  if (counts !== undefined && counts.length !== classes)
    throw new ArgumentError(where, {
      expected: `${classes} numbers, one for each entry of the last axis of yPred`,
      got: `${counts.length}`,
      fix: "give them in the order of the classes",
    });
  const all = counts ?? Array.from({ length: classes }, () => 1);
  return constant(
    all.map((count) => of(count, all)),
    { dtype: yPred.dtype },
  );
}

/**
 * Inverse of the effective number of a class's examples, (1 - beta) / (1 - beta^count), scaled so that those of all classes
 * sum to the number of classes.
 */
export function effectiveWeight(count: number, counts: readonly number[], beta: number): number {
  const inverse = (n: number): number => (1 - beta) / (1 - beta ** n);
  return (inverse(count) * counts.length) / counts.reduce((total, each) => total + inverse(each), 0);
}

/**
 * Weight of each label in the distribution-balanced loss: its share of its example's chance to be sampled when labels are
 * sampled alike, mapped smoothly from alpha to alpha + 1. Examples without labels have share 1.
 * @param frequencies of the labels; undefined: the same
 */
export function rebalancedWeight(
  where: string,
  yTrue: Tensor,
  frequencies: readonly number[] | undefined,
  { alpha, beta, mu }: { readonly alpha: number; readonly beta: number; readonly mu: number },
): Tensor {
  const inverse = fromCounts(where, frequencies, yTrue, (frequency) => 1 / frequency);
  const total = sum(mul(yTrue, inverse), { axes: -1, keepDims: true });
  const isLabelled = greater(total, 0);
  const share = select(isLabelled, div(inverse, select(isLabelled, total, 1)), 1);
  return add(sigmoid(mul(sub(share, mu), beta)), alpha);
}
