import type { Tensor } from "../../core/tensor.ts";
import { add, neg } from "../../ops/arithmetic.ts";
import { greater, where } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { requireBinary } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Zero-bounded log-sum-exp pairwise rank loss (ZLPR): labels are to score above 0, and 0 above all others. The softmax's
 * cross-entropy for any number of labels; predict the classes that score above 0.
 * @param yTrue 1 for labels, else 0 (above ½ counts as 1), [batch, ..., classes]
 * @param yPred scores, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function zeroBoundedPairwise(yTrue: Tensor, yPred: Tensor): Tensor {
  requireBinary("zeroBoundedPairwise", yTrue, yPred, true);
  const isLabel = greater(yTrue, 0.5);
  const ofLabels = logSumExp(where(isLabel, neg(yPred), Number.NEGATIVE_INFINITY), { axes: -1 });
  const ofOthers = logSumExp(where(isLabel, Number.NEGATIVE_INFINITY, yPred), { axes: -1 });
  return add(softplus(ofLabels), softplus(ofOthers));
}

const spec: LossSpec<object> = {
  fn: zeroBoundedPairwise,
  aliases: ["zlpr", "zlpr_loss", "multilabelCategoricalCrossentropy", "multilabel_categorical_crossentropy"],
  family: "classification",
  tasks: ["multilabel", "ranking"],
  summary: "Cross-entropy for any number of labels: they score above 0, the others below.",
  formula:
    "\\log\\Bigl(1 + \\sum_{i: y_i = 1} e^{-\\hat{y}_i}\\Bigr) + \\log\\Bigl(1 + \\sum_{j: y_j = 0} e^{\\hat{y}_j}\\Bigr)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Su et al. 2022, arXiv:2208.02955"],
  reference: {},
};
export default spec;
