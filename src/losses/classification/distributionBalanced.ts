import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { checkLogits } from "../domain.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { fromCounts, rebalancedWeight } from "../long-tail.ts";
import type { LossSpec } from "../spec.ts";

export interface DistributionBalancedOptions {
  /** Share of the examples that have each label. Default one half each. */
  readonly frequencies?: readonly number[];
  /** Least weight. Default 0.1. */
  readonly alpha?: number;
  /** Steepness of the map from sampling shares to weights. Default 10. */
  readonly beta?: number;
  /** Share at which the weight is half way. Default 0.2. */
  readonly mu?: number;
  /** Strength of the bias against rare labels. Default 0.05. */
  readonly kappa?: number;
  /** How much sooner negatives stop counting. Default 2. */
  readonly lambda?: number;
}

/**
 * Distribution-balanced loss: binary cross-entropy of labels that come together, each weighted by how much oversampling for
 * its own sake makes of its example's chance to be sampled, with logits moved by the labels' frequencies and negatives that
 * saturate early. Averaged over the labels.
 * @param yTrue 0 or 1 for each label, [batch, ..., labels]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function distributionBalanced(yTrue: Tensor, yPred: Tensor, options: DistributionBalancedOptions = {}): Tensor {
  const { frequencies, alpha = 0.1, beta = 10, mu = 0.2, kappa = 0.05, lambda = 2 } = options;
  requireAlike("distributionBalanced", yTrue, yPred);
  checkLogits("distributionBalanced", yPred, true, "sigmoid");
  const weight = rebalancedWeight("distributionBalanced", yTrue, frequencies, { alpha, beta, mu });
  const rarity = (f: number): number => (frequencies === undefined ? 0 : kappa * Math.log(1 / f - 1));
  const bias = fromCounts("distributionBalanced", frequencies, yPred, rarity);
  const moved = sub(yPred, bias);
  const negative = div(softplus(mul(moved, lambda)), lambda);
  return meanLastAxis(mul(weight, add(mul(yTrue, softplus(neg(moved))), mul(sub(1, yTrue), negative))));
}

const spec: LossSpec<DistributionBalancedOptions> = {
  fn: distributionBalanced,
  aliases: ["DistributionBalancedLoss"],
  family: "classification",
  tasks: ["multilabel", "imbalance"],
  summary: "Binary cross-entropy rebalanced for labels that come together, tolerant of negatives.",
  formula:
    "r_c \\Bigl( y_c \\log(1 + e^{-(z_c - \\nu_c)}) + \\tfrac1\\lambda (1 - y_c) \\log(1 + e^{\\lambda (z_c - \\nu_c)}) \\Bigr), \\quad \\nu_c = \\kappa \\log(\\tfrac{1}{f_c} - 1)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., labels]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., labels]", grad: true },
  ],
  params: {
    frequencies: {
      kind: "numbers",
      default: null,
      above: 0,
      below: 1,
      example: [0.6, 0.05],
      doc: "Share of the examples that have each label.",
    },
    alpha: { kind: "number", default: 0.1, min: 0, doc: "Least weight." },
    beta: { kind: "number", default: 10, above: 0, doc: "Steepness of the map from sampling shares to weights." },
    mu: { kind: "number", default: 0.2, doc: "Share at which the weight is half way." },
    kappa: { kind: "number", default: 0.05, min: 0, doc: "Strength of the bias against rare labels." },
    lambda: { kind: "number", default: 2, above: 0, doc: "How much sooner negatives stop counting." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Wu et al. 2020, arXiv:2007.09654"],
  reference: {},
};
export default spec;
