import type { Tensor } from "../../core/tensor.ts";
import { add, neg } from "../../ops/arithmetic.ts";
import { greater, where } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { requireBinary } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Log-sum-exp pairwise loss of multilabel ranking: a smooth maximum over how far classes that are no labels score above
 * labels. An example with no or all labels has no loss.
 * @param yTrue 1 for labels, else 0 (above ½ counts as 1), [batch, ..., classes]
 * @param yPred scores, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function logSumExpPairwise(yTrue: Tensor, yPred: Tensor): Tensor {
  requireBinary("logSumExpPairwise", yTrue, yPred, true);
  const isLabel = greater(yTrue, 0.5);
  const ofLabels = logSumExp(where(isLabel, neg(yPred), Number.NEGATIVE_INFINITY), { axes: -1 });
  const ofOthers = logSumExp(where(isLabel, Number.NEGATIVE_INFINITY, yPred), { axes: -1 });
  return softplus(add(ofLabels, ofOthers));
}

const spec: LossSpec<object> = {
  fn: logSumExpPairwise,
  aliases: ["lsep", "lsep_loss", "LSEPLoss"],
  family: "classification",
  tasks: ["multilabel", "ranking"],
  summary: "A smooth count of labels ranked below others, dominated by the worst pair.",
  formula: "\\log\\Bigl(1 + \\sum_{i: y_i = 1} \\sum_{j: y_j = 0} e^{\\hat{y}_j - \\hat{y}_i}\\Bigr)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Li et al. 2017, arXiv:1704.03135"],
  reference: {},
};
export default spec;
