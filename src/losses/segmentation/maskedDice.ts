import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import * as mask from "../masks.ts";
import { bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MaskedDiceOptions extends mask.MaskOptions {
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Dice loss of the pixels that count: for targets that are known in parts only.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @param counts 1 where a pixel counts, 0 where not, [batch, 1, ...]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function maskedDice(yTrue: Tensor, yPred: Tensor, counts: Tensor, options: MaskedDiceOptions = {}): Tensor {
  bindShapes("maskedDice", {
    yTrue: [yTrue, mask.maskTarget.shape],
    yPred: [yPred, mask.maskPrediction.shape],
    counts: [counts, "[batch, 1, ...]"],
  });
  requireFloats("maskedDice", yPred, counts);
  const { target, predicted } = mask.masksOf("maskedDice", yTrue, yPred, options);
  const overlap = mask.overlapOf(mul(target, counts), mul(predicted, counts), {
    perChannel: options.perChannel ?? false,
  });
  return mask.meanOfChannels(mask.diceOf(overlap, options.smooth ?? 1e-5));
}

const spec: LossSpec<MaskedDiceOptions, [yTrue: Tensor, yPred: Tensor, counts: Tensor]> = {
  fn: maskedDice,
  aliases: ["MaskedDiceLoss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Dice loss of the pixels that count.",
  formula: "1 - \\frac{2 \\sum_i m_i y_i \\hat{y}_i + s}{\\sum_i m_i y_i + \\sum_i m_i \\hat{y}_i + s}",
  inputs: [
    mask.maskTarget,
    mask.maskPrediction,
    { name: "counts", domain: "binary", shape: "[batch, 1, ...]", min: 0, max: 1 },
  ],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    perChannel: mask.perChannelParam,
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Milletari et al. 2016, arXiv:1606.04797", "Drozdzal et al. 2016, arXiv:1608.04117"],
  reference: { monai: { name: "MaskedDiceLoss", differs: "masks the logits before the sigmoid; perChannel: true" } },
};
export default spec;
