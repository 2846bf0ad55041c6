import type { Tensor } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { hasBoth, softSides } from "../multilabel.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Log-sum-exp pairwise loss: a smooth bound on how far any label that is 0 is scored above one that is 1.
 * @param yTrue 0 or 1 for each label, [batch, ..., labels]
 * @param yPred logits, the same shape
 * @returns [batch, ...]; examples whose labels are all alike are left out of the mean
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function logSumExpPairwise(yTrue: Tensor, yPred: Tensor): Tensor {
  const { negatives, positives } = softSides("logSumExpPairwise", yTrue, yPred);
  return softplus(add(negatives, positives));
}

const spec: LossSpec<Record<never, never>> = {
  fn: logSumExpPairwise,
  mask: (yTrue) => hasBoth(yTrue),
  aliases: ["LSEP", "lsep_loss"],
  family: "classification",
  tasks: ["multilabel", "ranking"],
  summary: "Smooth worst case of pairs of a label that is there and one that is not.",
  formula: "\\log \\Bigl( 1 + \\sum_{v: y_v = 0} \\sum_{u: y_u = 1} e^{z_v - z_u} \\Bigr)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., labels]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., labels]", grad: true },
  ],
  params: {},
  sizes: { labels: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Li et al. 2017, arXiv:1704.03135"],
  reference: {},
};
export default spec;
