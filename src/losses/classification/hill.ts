import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { exp, logSigmoid, sigmoid } from "../../ops/exponential.ts";
import { checkLogits } from "../domain.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface HillOptions {
  /** Where the loss of a label that is 0 stops growing steeply: its weight is lambda - p. Default 1.5. */
  readonly lambda?: number;
  /** What is taken off the logits of labels that are 1. Default 1. */
  readonly margin?: number;
  /** Focusing exponent of the labels that are 1. Default 2. */
  readonly gamma?: number;
}

/**
 * Hill loss for labels some of which are missing: squared probability of labels that are 0, weighted down where it is large
 * and the label may be missing; focal loss with a margin for those that are 1. Averaged over the labels.
 * @param yTrue 0 or 1 for each label, [batch, ..., labels]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function hill(yTrue: Tensor, yPred: Tensor, { lambda = 1.5, margin = 1, gamma = 2 }: HillOptions = {}): Tensor {
  requireAlike("hill", yTrue, yPred);
  checkLogits("hill", yPred, true, "sigmoid");
  const p = sigmoid(yPred);
  const moved = sub(yPred, margin);
  const positive = mul(exp(mul(logSigmoid(neg(moved)), gamma)), neg(logSigmoid(moved)));
  const negative = mul(sub(lambda, p), square(p));
  return meanLastAxis(add(mul(yTrue, positive), mul(sub(1, yTrue), negative)));
}

const spec: LossSpec<HillOptions> = {
  fn: hill,
  aliases: ["HillLoss"],
  family: "classification",
  tasks: ["multilabel", "noise"],
  summary: "Binary loss that forgives confident predictions of labels that may be missing.",
  formula: "-y (1 - p_m)^\\gamma \\log p_m + (1 - y) (\\lambda - p) p^2, \\quad p_m = \\operatorname{sigmoid}(z - m)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., labels]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., labels]", grad: true },
  ],
  params: {
    lambda: {
      kind: "number",
      default: 1.5,
      min: 1,
      doc: "Where the loss of a label that is 0 stops growing steeply: its weight is lambda - p.",
    },
    margin: { kind: "number", default: 1, doc: "What is taken off the logits of labels that are 1." },
    gamma: { kind: "number", default: 2, min: 0, doc: "Focusing exponent of the labels that are 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Zhang et al. 2021, arXiv:2112.07368"],
  reference: {},
};
export default spec;
