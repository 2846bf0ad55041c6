import type { Tensor } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { softSides } from "../multilabel.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Zero-bounded log-sum-exp pairwise ranking loss: labels that are 1 are ranked above 0, and those that are 0 below it, so
 * that logits above 0 are the prediction. It softly counts the worst label only, however many there are.
 * @param yTrue 0 or 1 for each label, [batch, ..., labels]
 * @param yPred logits, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function zlpr(yTrue: Tensor, yPred: Tensor): Tensor {
  const { negatives, positives } = softSides("zlpr", yTrue, yPred);
  return add(softplus(negatives), softplus(positives));
}

const spec: LossSpec<Record<never, never>> = {
  fn: zlpr,
  aliases: ["ZLPRLoss", "multilabelCategoricalCrossentropy"],
  family: "classification",
  tasks: ["multilabel"],
  summary: "Softmax cross-entropy carried over to many labels, with 0 as the threshold.",
  formula:
    "\\log \\Bigl( 1 + \\sum_{c: y_c = 0} e^{z_c} \\Bigr) + \\log \\Bigl( 1 + \\sum_{c: y_c = 1} e^{-z_c} \\Bigr)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., labels]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., labels]", grad: true },
  ],
  params: {},
  sizes: { labels: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Su et al. 2022, arXiv:2208.02955"],
  reference: {},
};
export default spec;
