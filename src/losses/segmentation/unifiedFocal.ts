import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { fromLogitsParam, maskPrediction, maskTarget, smoothParam } from "../masks.ts";
import type { LossSpec } from "../spec.ts";
import { focalEntropyOf, focalTverskyOf } from "../unified.ts";

export interface UnifiedFocalOptions {
  /** yPred are logits, of which the softmax is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Share of the cross-entropy; the Tversky loss has the rest of 1. Default 0.5. */
  readonly weight?: number;
  /** Weight of rare classes and of false negatives; the others have the rest of 1. Default 0.6. */
  readonly delta?: number;
  /** Focal exponent: 1 - gamma of the cross-entropy, gamma of the Tversky loss. Default 0.5. */
  readonly gamma?: number;
  /** Added to numerator and denominator of the Tversky index, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Symmetric unified focal loss: focal cross-entropy and focal Tversky loss with their options made one. Channel 0 is the
 * background.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...], at least 2 channels
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ or there is one channel; DomainError for logits without `fromLogits`
 */
export function unifiedFocal(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, weight = 0.5, delta = 0.6, gamma = 0.5, smooth = 1e-5 }: UnifiedFocalOptions = {},
): Tensor {
  const options = { fromLogits, delta, smooth };
  const entropy = focalEntropyOf("unifiedFocal", yTrue, yPred, { background: 1 - gamma, rest: 1 - gamma }, options);
  const tversky = focalTverskyOf("unifiedFocal", yTrue, yPred, { background: gamma, rest: gamma }, options);
  return add(mul(weight, entropy), mul(1 - weight, tversky));
}

const spec: LossSpec<UnifiedFocalOptions> = {
  fn: unifiedFocal,
  aliases: ["UnifiedFocalLoss", "sym_unified_focal_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Focal cross-entropy and focal Tversky loss under one set of options.",
  formula:
    "\\lambda \\, \\overline{ -\\textstyle\\sum_c \\delta_c y_c (1 - \\hat{y}_c)^{1 - \\gamma} \\log \\hat{y}_c } + \\frac{1 - \\lambda}{C} \\sum_c (1 - TI_c)^{\\gamma}",
  inputs: [maskTarget, maskPrediction],
  params: {
    fromLogits: fromLogitsParam,
    weight: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the cross-entropy." },
    delta: { kind: "number", default: 0.6, min: 0, max: 1, doc: "Weight of rare classes and false negatives." },
    gamma: { kind: "number", default: 0.5, above: 0, below: 1, doc: "Focal exponent." },
    smooth: smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the true class; a softmax's output never is",
  cite: ["Yeung et al. 2022, arXiv:2102.04525"],
  reference: {},
};
export default spec;
