import type { Tensor } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { focalOfLogits } from "../focal.ts";
import { oneHotLabels, probabilityOfLabel } from "../labels.ts";
import { effectiveWeight, fromCounts } from "../long-tail.ts";
import type { LossSpec } from "../spec.ts";

export interface ClassBalancedOptions {
  /** Number of training examples of each class, in the order of the classes. Default all the same. */
  readonly classCounts?: readonly number[];
  /** How much examples of a class overlap: 0 for no weights, towards 1 for inverse counts. Default 0.9999. */
  readonly beta?: number;
  /** The loss weighted: softmax cross-entropy, or the sum over the classes of the sigmoid one or of the focal loss. Default "softmax". */
  readonly base?: "softmax" | "sigmoid" | "focal";
  /** Focusing exponent of the focal loss. Default 2. */
  readonly gamma?: number;
}

/**
 * Class-balanced loss: a loss times the inverse of the effective number of the label's examples, (1 - beta^count) /
 * (1 - beta). The weights are scaled to sum to the number of classes.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit, ArgumentError unless there is a count for each class; DomainError for probabilities
 */
export function classBalanced(yTrue: Tensor, yPred: Tensor, options: ClassBalancedOptions = {}): Tensor {
  const { classCounts, beta = 0.9999, base = "softmax", gamma = 2 } = options;
  const weights = fromCounts("classBalanced", classCounts, yPred, (count, all) => effectiveWeight(count, all, beta));
  const label = oneHotLabels("classBalanced", yTrue, yPred, true);
  const weight = sum(mul(label, weights), { axes: -1 });
  if (base === "softmax") return neg(mul(weight, probabilityOfLabel("classBalanced", yTrue, yPred, true).log));
  const each = focalOfLogits(label, yPred, base === "focal" ? gamma : 0);
  return mul(weight, sum(each, { axes: -1 }));
}

const spec: LossSpec<ClassBalancedOptions> = {
  fn: classBalanced,
  aliases: ["ClassBalancedLoss", "CBLoss"],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "A cross-entropy weighted by the inverse of the effective number of examples of the class.",
  formula: "\\frac{1 - \\beta}{1 - \\beta^{n_y}} \\, \\ell(y, z)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    classCounts: { kind: "numbers", default: null, above: 0, example: [40, 12, 5, 1], doc: "Examples of each class." },
    beta: { kind: "number", default: 0.9999, min: 0, below: 1, example: 0.9, doc: "How much examples overlap." },
    base: {
      kind: "choice",
      default: "softmax",
      choices: ["softmax", "sigmoid", "focal"],
      example: "focal",
      doc: "The loss weighted; the last two are summed over the classes.",
    },
    gamma: { kind: "number", default: 2, min: 0, doc: "Focusing exponent of the focal loss." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Cui et al. 2019, arXiv:1901.05555"],
  reference: {},
};
export default spec;
