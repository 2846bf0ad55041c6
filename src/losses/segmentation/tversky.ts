import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface TverskyOptions extends mask.MaskOptions {
  /** Weight of false positives. Default 0.5. */
  readonly alpha?: number;
  /** Weight of false negatives. Default 0.5. */
  readonly beta?: number;
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Tversky loss: overlap with a price for false positives and one for false negatives. Both 1/2 is Dice, both 1 Jaccard.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function tversky(yTrue: Tensor, yPred: Tensor, options: TverskyOptions = {}): Tensor {
  const { alpha = 0.5, beta = 0.5, smooth = 1e-5, perChannel = false } = options;
  const { target, predicted } = mask.masksOf("tversky", yTrue, yPred, options);
  const index = mask.tverskyIndex(mask.overlapOf(target, predicted, { perChannel }), alpha, beta, smooth);
  return mask.meanOfChannels(sub(1, index));
}

const spec: LossSpec<TverskyOptions> = {
  fn: tversky,
  aliases: ["TverskyLoss", "tversky_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Overlap with one price for false positives and another for false negatives.",
  formula:
    "1 - \\frac{TP + s}{TP + \\alpha FP + \\beta FN + s}, \\quad TP = \\sum_i y_i \\hat{y}_i, \\; FP = \\sum_i (1 - y_i) \\hat{y}_i, \\; FN = \\sum_i y_i (1 - \\hat{y}_i)",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    alpha: { kind: "number", default: 0.5, min: 0, doc: "Weight of false positives." },
    beta: { kind: "number", default: 0.5, min: 0, doc: "Weight of false negatives." },
    perChannel: mask.perChannelParam,
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Salehi et al. 2017, arXiv:1706.05721"],
  reference: {
    keras: { name: "Tversky", differs: "sums over the whole batch; smooths the denominator only" },
    optax: { name: "dice_loss(alpha=..., beta=...)", differs: "per class with smooth 1, and a softmax of its own" },
    smp: { name: "TverskyLoss", differs: "sums over the batch, takes logits, counts absent classes as 0" },
    monai: { name: "TverskyLoss", differs: "perChannel: true" },
    kornia: { name: "tversky_loss", differs: "adds up all classes of a softmax, so that only alpha + beta matters" },
  },
};
export default spec;
