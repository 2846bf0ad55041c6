import type { Tensor } from "../../core/tensor.ts";
import { mul, square } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { sinh } from "../../ops/trigonometric.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface LogCoshDiceOptions extends mask.MaskOptions {
  /** A score for each channel, averaged before the logarithm, instead of one of all pixels. Default false. */
  readonly perChannel?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Logarithm of the hyperbolic cosine of the Dice loss: flat where the masks agree.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch], from 0 to 0.43
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function logCoshDice(yTrue: Tensor, yPred: Tensor, options: LogCoshDiceOptions = {}): Tensor {
  const { perChannel = false, smooth = 1e-5 } = options;
  const { target, predicted } = mask.masksOf("logCoshDice", yTrue, yPred, options);
  const dice = mask.meanOfChannels(mask.diceOf(mask.overlapOf(target, predicted, { perChannel }), smooth));
  // cosh x = 1 + 2 sinh²(x/2) keeps the digits of a small loss.
  return log1p(mul(2, square(sinh(mul(0.5, dice)))));
}

const spec: LossSpec<LogCoshDiceOptions> = {
  fn: logCoshDice,
  aliases: ["log_cosh_dice_loss", "LogCoshDiceLoss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Dice loss with a gentle landing.",
  formula: "\\log \\cosh \\mathrm{Dice}(y, \\hat{y})",
  inputs: [mask.maskTarget, mask.maskPrediction],
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
  cite: ["Jadon 2020, arXiv:2006.14822"],
  reference: {},
};
export default spec;
