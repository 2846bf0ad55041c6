import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { fromLogitsParam, maskPrediction, maskTarget, smoothParam } from "../masks.ts";
import type { LossSpec } from "../spec.ts";
import { focalEntropyOf, focalTverskyOf } from "../unified.ts";

export interface AsymmetricUnifiedFocalOptions {
  /** yPred are logits, of which the softmax is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Share of the cross-entropy; the Tversky loss has the rest of 1. Default 0.5. */
  readonly weight?: number;
  /** Weight of rare classes and of false negatives; the others have the rest of 1. Default 0.6. */
  readonly delta?: number;
  /** Quiets the background's cross-entropy, and sharpens the Tversky loss of the rest. Default 0.5. */
  readonly gamma?: number;
  /** Added to numerator and denominator of the Tversky index, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Asymmetric unified focal loss: cross-entropy that is focal for the background only, and a Tversky loss that is focal for
 * all else. Channel 0 is the background.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...], at least 2 channels
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ or there is one channel; DomainError for logits without `fromLogits`
 */
export function asymmetricUnifiedFocal(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, weight = 0.5, delta = 0.6, gamma = 0.5, smooth = 1e-5 }: AsymmetricUnifiedFocalOptions = {},
): Tensor {
  const name = "asymmetricUnifiedFocal";
  const options = { fromLogits, delta, smooth };
  const entropy = focalEntropyOf(name, yTrue, yPred, { background: gamma, rest: 0 }, options);
  const tversky = focalTverskyOf(name, yTrue, yPred, { background: 1, rest: 1 - gamma }, options);
  return add(mul(weight, entropy), mul(1 - weight, tversky));
}

const spec: LossSpec<AsymmetricUnifiedFocalOptions> = {
  fn: asymmetricUnifiedFocal,
  aliases: ["AsymmetricUnifiedFocalLoss", "asym_unified_focal_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Cross-entropy and Tversky loss, each made for rare classes, in one.",
  formula:
    "\\lambda \\, \\overline{ -(1 - \\delta) y_0 (1 - \\hat{y}_0)^{\\gamma} \\log \\hat{y}_0 - \\delta \\textstyle\\sum_{c > 0} y_c \\log \\hat{y}_c } + \\frac{1 - \\lambda}{C} \\Big( (1 - TI_0) + \\sum_{c > 0} (1 - TI_c)^{1 - \\gamma} \\Big)",
  inputs: [maskTarget, maskPrediction],
  params: {
    fromLogits: fromLogitsParam,
    weight: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the cross-entropy." },
    delta: { kind: "number", default: 0.6, min: 0, max: 1, doc: "Weight of rare classes and false negatives." },
    gamma: { kind: "number", default: 0.5, min: 0, below: 1, doc: "Focal exponent." },
    smooth: smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the true class; a softmax's output never is",
  cite: ["Yeung et al. 2022, arXiv:2102.04525"],
  reference: {
    monai: { name: "AsymmetricUnifiedFocalLoss", differs: "averages the classes' cross-entropies; once delta 0.7" },
  },
};
export default spec;
