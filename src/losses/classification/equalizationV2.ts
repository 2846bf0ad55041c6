import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { meanLastAxis } from "../elementwise.ts";
import { focalOfLogits, missedProbability } from "../focal.ts";
import { addGradients, equalizationWeights, requireSums } from "../gradient-shares.ts";
import type { LossSpec } from "../spec.ts";

export interface EqualizationV2Options {
  /** Steepness of the map from ratios to weights. Default 12. */
  readonly gamma?: number;
  /** Ratio of gradients at which negatives count half. Default 0.8. */
  readonly mu?: number;
  /** Extra weight of positives where negatives count nothing. Default 4. */
  readonly alpha?: number;
}

/**
 * Equalization loss v2: binary cross-entropy of each class, positives weighted up and negatives down as long as the class has
 * got less gradient from positives than from negatives. Averaged over the classes.
 * @param yTrue 0 or 1 for each class, [batch, ..., classes]
 * @param yPred logits, the same shape
 * @param gradientSums sizes of the gradients so far of positives, then of negatives, kept by the loss, [2, classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function equalizationV2(
  yTrue: Tensor,
  yPred: Tensor,
  gradientSums: Tensor,
  options: EqualizationV2Options = {},
): Tensor {
  const { gamma = 12, mu = 0.8, alpha = 4 } = options;
  requireSums("equalizationV2", yTrue, yPred, gradientSums);
  const weight = equalizationWeights(yTrue, gradientSums, { gamma, mu, alpha });
  return meanLastAxis(mul(weight, focalOfLogits(yTrue, yPred, 0)));
}

const spec: LossSpec<EqualizationV2Options, [yTrue: Tensor, yPred: Tensor, gradientSums: Tensor]> = {
  fn: equalizationV2,
  update: (yTrue, yPred, sums, options = {}) => {
    const sizes = mul(equalizationWeights(yTrue, sums, options), missedProbability(yTrue, yPred));
    return { gradientSums: addGradients(sums, yTrue, sizes) };
  },
  aliases: ["EQLv2"],
  family: "classification",
  tasks: ["multilabel", "imbalance"],
  summary: "Binary cross-entropy that evens out the gradients of positives and negatives of each class.",
  formula:
    "-w_c^+ y_c \\log p_c - w_c^- (1 - y_c) \\log(1 - p_c), \\quad w_c^- = \\frac{1}{1 + e^{-\\gamma (g_c - \\mu)}}, \\; w_c^+ = 1 + \\alpha (1 - w_c^-)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
    {
      name: "gradientSums",
      domain: "positive",
      shape: "[2, classes]",
      variable: { trainable: false, initial: "zeros" },
    },
  ],
  params: {
    gamma: { kind: "number", default: 12, above: 0, doc: "Steepness of the map from ratios to weights." },
    mu: { kind: "number", default: 0.8, min: 0, doc: "Ratio of gradients at which negatives count half." },
    alpha: { kind: "number", default: 4, min: 0, doc: "Extra weight of positives where negatives count nothing." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Tan et al. 2021, arXiv:2012.08548"],
  reference: {},
};
export default spec;
