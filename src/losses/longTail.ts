import { ArgumentError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { constant } from "../core/tensor.ts";

/**
 * A number for each class made from how many training examples it has.
 * @param counts one for each class; undefined: all classes have the same
 * @param yPred predictions with the classes on the last axis
 * @returns [classes], in the dtype of yPred
 * @throws ArgumentError unless there is one count for each class
 */
export function perClass(
  where: string,
  counts: readonly number[] | undefined,
  yPred: Tensor,
  of: (count: number, counts: readonly number[]) => number,
): Tensor {
  const classes = yPred.shape.at(-1) as number;
  if (counts !== undefined && counts.length !== classes)
    throw new ArgumentError(where, {
      expected: `one number for each of ${classes} classes`,
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
