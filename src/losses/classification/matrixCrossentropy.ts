import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { exp, xlogy } from "../../ops/exponential.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { checkLogits } from "../domain.ts";
import { moveToMistakes } from "../mistakes.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MatrixOptions {
  /** How far the default rule moves the matrix towards a batch's mistakes. Default 0.1. */
  readonly rate?: number;
  /** Another rule for the next matrix. Default: columns move towards the mean predictions for their classes. */
  readonly update?: (matrix: Tensor, yTrue: Tensor, yPred: Tensor) => Tensor;
}

const shape = "[batch, classes]";

/**
 * Cross-entropy in bits with a matrix A that weighs classes by the mistakes made so far: -Σ t log2(o) + Σ (A t) exp(o) -
 * Σ t exp(o). A is no parameter: it is held constant in the gradient and changed after each training step by `update`.
 * With the identity the last two terms cancel and cross-entropy in bits is left.
 * @param yTrue one-hot or soft targets t, [batch, classes]
 * @param yPred probabilities o, the same shape
 * @param matrix A, [classes, classes]; a column for each true class
 * @returns [batch]
 * @throws ShapeError when shapes do not fit; DomainError for logits
 */
export function matrixCrossentropy(yTrue: Tensor, yPred: Tensor, matrix: Tensor, _?: MatrixOptions): Tensor {
  const square = "[classes, classes]";
  bindFloats("matrixCrossentropy", { yTrue: [yTrue, shape], yPred: [yPred, shape], matrix: [matrix, square] });
  checkLogits("matrixCrossentropy", yPred, false, "softmax");
  const extra = mul(sub(matMul(yTrue, transposeMatrix(stopGradient(matrix))), yTrue), exp(yPred));
  return sum(sub(extra, mul(xlogy(yTrue, yPred), Math.LOG2E)), { axes: -1 });
}

const spec: LossSpec<MatrixOptions, [yTrue: Tensor, yPred: Tensor, matrix: Tensor]> = {
  fn: matrixCrossentropy,
  update: (yTrue, yPred, matrix, { rate = 0.1, update } = {}) => ({
    matrix: update === undefined ? moveToMistakes(matrix, yTrue, yPred, rate) : update(matrix, yTrue, yPred),
  }),
  aliases: ["matrix_cross_entropy", "matrixBasedCrossentropy"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "Cross-entropy in bits, with weights of classes that follow the mistakes made in training.",
  formula: "-\\sum_c y_c \\log_2 \\hat{y}_c + \\sum_c (A y)_c e^{\\hat{y}_c} - \\sum_c y_c e^{\\hat{y}_c}",
  inputs: [
    { name: "yTrue", domain: "simplex", shape, min: 0, max: 1 },
    { name: "yPred", domain: "probabilities", shape, grad: true, min: 0, max: 1 },
    {
      name: "matrix",
      domain: "real",
      shape: "[classes, classes]",
      variable: { trainable: false, initial: "identity" },
    },
  ],
  params: {
    rate: { kind: "number", default: 0.1, min: 0, max: 1, doc: "How far the default rule moves the matrix." },
    update: {
      kind: "function",
      default: null,
      type: "(matrix, yTrue, yPred) => matrix",
      otherwise: "columns move towards the mean predictions for their classes",
      doc: "Rule for the matrix after a training step.",
    },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  infinite: "a probability of exactly 0 for a class of the target; a softmax's output never is",
  cite: ["Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x (with the identity)"],
  reference: {},
};
export default spec;
