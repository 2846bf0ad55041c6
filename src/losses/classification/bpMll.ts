import type { Tensor } from "../../core/tensor.ts";
import { div, maximum, mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { requireBinary } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

/**
 * BP-MLL: the mean over pairs of e^(score of a class that is no label - score of a label). An example with no or all labels
 * has no loss. Meant for bounded scores (tanh); logSumExpPairwise is its form that cannot overflow.
 * @param yTrue 1 for labels, else 0, [batch, ..., classes]
 * @param yPred scores, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function bpMll(yTrue: Tensor, yPred: Tensor): Tensor {
  requireBinary("bpMll", yTrue, yPred, true);
  const rest = sub(1, yTrue);
  const total = (weights: Tensor, terms: Tensor): Tensor => sum(mul(weights, terms), { axes: -1 });
  const pairs = mul(sum(yTrue, { axes: -1 }), sum(rest, { axes: -1 }));
  return div(mul(total(yTrue, exp(neg(yPred))), total(rest, exp(yPred))), maximum(pairs, 1));
}

const spec: LossSpec<object> = {
  fn: bpMll,
  aliases: ["bp_mll_loss", "pairwiseExponential"],
  family: "classification",
  tasks: ["multilabel", "ranking"],
  summary: "Exponential ranking loss of labels against the other classes.",
  formula: "\\frac{1}{|Y| |\\bar{Y}|} \\sum_{i: y_i = 1} \\sum_{j: y_j = 0} e^{\\hat{y}_j - \\hat{y}_i}",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  infinite: "scores beyond 88, whose exponential is beyond float32",
  cite: ["Zhang and Zhou 2006, doi:10.1109/TKDE.2006.162"],
  reference: {},
};
export default spec;
