import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import * as mask from "../masks.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface FocalTverskyOptions extends mask.MaskOptions {
  /** Weight of false positives. Default 0.3. */
  readonly alpha?: number;
  /** Weight of false negatives. Default 0.7. */
  readonly beta?: number;
  /** Exponent: below 1 for masks that are nearly right, above 1 for those that are wrong. Default 0.75. */
  readonly gamma?: number;
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Focal Tversky loss: a power of the Tversky loss. The paper writes the exponent as 1/γ with γ = 4/3, and swaps the names
 * of alpha and beta; here they are those of `tversky`.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function focalTversky(yTrue: Tensor, yPred: Tensor, options: FocalTverskyOptions = {}): Tensor {
  const { alpha = 0.3, beta = 0.7, gamma = 0.75, smooth = 1e-5, perChannel = false } = options;
  const { target, predicted } = mask.masksOf("focalTversky", yTrue, yPred, options);
  const index = mask.tverskyIndex(mask.overlapOf(target, predicted, { perChannel }), alpha, beta, smooth);
  return mask.meanOfChannels(powerOrZero(sub(1, index), gamma));
}

const spec: LossSpec<FocalTverskyOptions> = {
  fn: focalTversky,
  aliases: ["FocalTverskyLoss", "focal_tversky_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Tversky loss to a power, for small structures.",
  formula: "(1 - TI)^{\\gamma}, \\quad TI = \\frac{TP + s}{TP + \\alpha FP + \\beta FN + s}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    alpha: { kind: "number", default: 0.3, min: 0, doc: "Weight of false positives." },
    beta: { kind: "number", default: 0.7, min: 0, doc: "Weight of false negatives." },
    gamma: { kind: "number", default: 0.75, above: 0, doc: "Exponent of the Tversky loss." },
    perChannel: mask.perChannelParam,
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "a perfect mask, gamma below 1",
      gradient: "0",
      point: {
        inputs: { yTrue: [[[1, 0]]], yPred: [[[1, 0]]] },
        options: { gamma: 0.5 },
        gradients: { yPred: [[[0, 0]]] },
      },
    },
  ],
  cite: ["Abraham and Khan 2019, arXiv:1810.07842"],
  reference: { smp: { name: "TverskyLoss(gamma=...)", differs: "the power of the mean, alpha = beta = 0.5" } },
};
export default spec;
