import type { Tensor } from "../../core/tensor.ts";
import { fromLogitsParam, maskPrediction, maskTarget, smoothParam } from "../masks.ts";
import type { LossSpec } from "../spec.ts";
import { focalTverskyOf } from "../unified.ts";

export interface AsymmetricFocalTverskyOptions {
  /** yPred are logits, of which the softmax is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Weight of false negatives; false positives have the rest of 1. Default 0.7. */
  readonly delta?: number;
  /** The foreground's losses are taken to the power of 1 - gamma. Default 0.75. */
  readonly gamma?: number;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Asymmetric focal Tversky loss: the Tversky loss of the background, and a root of that of each other class, which keeps
 * the gradient of rare classes large until they are right. Channel 0 is the background.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...], at least 2 channels
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ or there is one channel; DomainError for logits without `fromLogits`
 */
export function asymmetricFocalTversky(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, delta = 0.7, gamma = 0.75, smooth = 1e-5 }: AsymmetricFocalTverskyOptions = {},
): Tensor {
  const exponents = { background: 1, rest: 1 - gamma };
  return focalTverskyOf("asymmetricFocalTversky", yTrue, yPred, exponents, { fromLogits, delta, smooth });
}

const spec: LossSpec<AsymmetricFocalTverskyOptions> = {
  fn: asymmetricFocalTversky,
  aliases: ["AsymmetricFocalTverskyLoss", "asymmetric_focal_tversky_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Tversky loss that presses on rare classes until they are right.",
  formula: "\\frac{1}{C} \\Big( (1 - TI_0) + \\sum_{c > 0} (1 - TI_c)^{1 - \\gamma} \\Big)",
  inputs: [maskTarget, maskPrediction],
  params: {
    fromLogits: fromLogitsParam,
    delta: { kind: "number", default: 0.7, min: 0, max: 1, example: 0.6, doc: "Weight of false negatives." },
    gamma: { kind: "number", default: 0.75, min: 0, below: 1, example: 0.5, doc: "The exponent is 1 - gamma." },
    smooth: smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "a perfect mask of the foreground",
      gradient: "0 there",
      point: {
        inputs: { yTrue: [[[1], [0]]], yPred: [[[1], [0]]] },
        options: { smooth: 0 },
        gradients: { yPred: [[[-0.35], [0]]] },
      },
    },
  ],
  cite: ["Yeung et al. 2022, arXiv:2102.04525"],
  reference: {
    monai: { name: "AsymmetricFocalTverskyLoss", differs: "two classes only; probabilities are clipped by 1e-7" },
  },
};
export default spec;
