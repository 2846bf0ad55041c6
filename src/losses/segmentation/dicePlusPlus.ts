import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { powerOrZero } from "../powers.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface DicePlusPlusOptions extends mask.MaskOptions {
  /** Power of each pixel's error: above 1, confident errors cost more than unsure ones. Default 2. */
  readonly gamma?: number;
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * DSC++ loss: Dice loss in which false positives and negatives are powers, so that unsure pixels may stay unsure.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function dicePlusPlus(yTrue: Tensor, yPred: Tensor, options: DicePlusPlusOptions = {}): Tensor {
  const { gamma = 2, perChannel = false, smooth = 1e-5 } = options;
  const { target, predicted } = mask.masksOf("dicePlusPlus", yTrue, yPred, options);
  const axes = axesFrom(target, perChannel ? 2 : 1);
  const errors = (a: Tensor, b: Tensor): Tensor => sum(powerOrZero(mul(a, sub(1, b)), gamma), { axes });
  const both = mul(2, sum(mul(target, predicted), { axes }));
  const wrong = add(errors(target, predicted), errors(predicted, target));
  return mask.meanOfChannels(sub(1, mask.smoothRatio(both, add(both, wrong), smooth)));
}

const spec: LossSpec<DicePlusPlusOptions> = {
  fn: dicePlusPlus,
  aliases: ["DSCPlusPlus", "dice_plus_plus_loss"],
  family: "segmentation",
  tasks: ["masks", "calibration"],
  summary: "Dice loss that punishes confident errors: calibrated masks.",
  formula:
    "1 - \\frac{2 TP + s}{2 TP + \\sum_i (y_i (1 - \\hat{y}_i))^{\\gamma} + \\sum_i ((1 - y_i) \\hat{y}_i)^{\\gamma} + s}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    gamma: { kind: "number", default: 2, above: 0, doc: "Power of each pixel's error." },
    perChannel: mask.perChannelParam,
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Yeung et al. 2023, arXiv:2111.00528"],
  reference: {},
};
export default spec;
