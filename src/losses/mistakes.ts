import type { Tensor } from "../core/tensor.ts";
import { add, div, mul, sub } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { stopGradient, sum } from "../ops/structure.ts";

/**
 * The matrix of `matrixCrossentropy` after a batch: its column of a class moves, by `rate`, towards the mean prediction for
 * the batch's examples of that class. A class that is always predicted surely keeps the identity's column; one that is
 * taken for others shares its column with them, so that their probabilities are pushed down. Columns of classes that the
 * batch lacks stay as they are.
 * @param matrix [classes, classes]
 * @param yTrue one-hot or soft targets, [batch, classes]
 * @param yPred probabilities, [batch, classes]
 */
export function moveToMistakes(matrix: Tensor, yTrue: Tensor, yPred: Tensor, rate: number): Tensor {
  const counts = sum(yTrue, { axes: 0, keepDims: true });
  const isAbsent = equal(counts, 0);
  const seen = div(matMul(transposeMatrix(yPred), yTrue), where(isAbsent, 1, counts));
  const step = where(isAbsent, 0, sub(seen, matrix));
  return stopGradient(add(matrix, mul(step, rate)));
}
