import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { greater, where } from "../../ops/compare.ts";
import { any, logSumExp } from "../../ops/reduce.ts";
import { requireBinary } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Cross-entropy of partial labels: one of several candidates is right. Minus the log-probability of all of them, in nats.
 * @param yTrue 1 for candidates, else 0 (above ½ counts as 1), [batch, ..., classes]; rows without one leave the mean
 * @param yPred logits, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function partialLabel(yTrue: Tensor, yPred: Tensor): Tensor {
  requireBinary("partialLabel", yTrue, yPred, true);
  const isCandidate = greater(yTrue, 0.5);
  const ofCandidates = logSumExp(where(isCandidate, yPred, Number.NEGATIVE_INFINITY), { axes: -1 });
  return where(any(isCandidate, { axes: -1 }), sub(logSumExp(yPred, { axes: -1 }), ofCandidates), 0);
}

const spec: LossSpec<object> = {
  fn: partialLabel,
  mask: (yTrue) => any(greater(yTrue, 0.5), { axes: -1 }),
  aliases: ["partialLabelCrossentropy", "candidateLabels", "classifierConsistent"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "One of several candidate labels is right.",
  formula: "-\\log \\sum_{c: y_c = 1} p_c, \\quad p = \\operatorname{softmax}(\\hat{y})",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Feng et al. 2020, arXiv:2007.08929"],
  reference: {},
};
export default spec;
