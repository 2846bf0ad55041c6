import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { meanLastAxis } from "../elementwise.ts";
import { focalOfLogits, focalSlope } from "../focal.ts";
import { addGradients, equalizedFocus, requireSums } from "../gradient-shares.ts";
import type { LossSpec } from "../spec.ts";

export interface EqualizedFocalOptions {
  /** Focusing exponent of a balanced class. Default 2. */
  readonly gamma?: number;
  /** What a class without positive gradients adds. Default 8. */
  readonly scale?: number;
  /** Factor of positives; negatives have 1 - alpha. Default 0.25. */
  readonly alpha?: number;
}

/**
 * Equalized focal loss: focal loss of each class whose exponent, and factor, are larger the less gradient the class has got
 * from positives compared with negatives. Averaged over the classes.
 * @param yTrue 0 or 1 for each class, [batch, ..., classes]
 * @param yPred logits, the same shape
 * @param gradientSums sizes of the gradients so far of positives, then of negatives, kept by the loss, [2, classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function equalizedFocal(
  yTrue: Tensor,
  yPred: Tensor,
  gradientSums: Tensor,
  options: EqualizedFocalOptions = {},
): Tensor {
  const { gamma = 2, scale = 8, alpha = 0.25 } = options;
  requireSums("equalizedFocal", yTrue, yPred, gradientSums);
  const { exponent, weight } = equalizedFocus(yTrue, gradientSums, { gamma, scale, alpha });
  return meanLastAxis(mul(weight, focalOfLogits(yTrue, yPred, exponent)));
}

const spec: LossSpec<EqualizedFocalOptions, [yTrue: Tensor, yPred: Tensor, gradientSums: Tensor]> = {
  fn: equalizedFocal,
  update: (yTrue, yPred, sums, options = {}) => {
    const { exponent, weight } = equalizedFocus(yTrue, sums, options);
    return { gradientSums: addGradients(sums, yTrue, mul(weight, focalSlope(yTrue, yPred, exponent))) };
  },
  aliases: ["EqualizedFocalLoss", "EFL"],
  family: "classification",
  tasks: ["multilabel", "imbalance", "boxes"],
  summary: "Focal loss with a larger exponent for classes that get little gradient from positives.",
  formula:
    "-\\alpha_t \\tfrac{\\gamma_c}{\\gamma} (1 - p_t)^{\\gamma_c} \\log p_t, \\quad \\gamma_c = \\gamma + s (1 - g_c)",
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
    gamma: { kind: "number", default: 2, above: 0, doc: "Focusing exponent of a balanced class." },
    scale: { kind: "number", default: 8, min: 0, doc: "What a class without positive gradients adds." },
    alpha: { kind: "number", default: 0.25, min: 0, max: 1, doc: "Factor of positives; negatives have 1 - alpha." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Li et al. 2022, arXiv:2201.02593"],
  reference: {},
};
export default spec;
