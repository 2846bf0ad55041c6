import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { powerOrZero } from "../powers.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface NoiseRobustDiceOptions extends mask.MaskOptions {
  /** Power of the errors: 2 is Dice loss with squares, 1 weighs errors as their size, which noise disturbs least. Default 1.5. */
  readonly gamma?: number;
  /** A value for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to the denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Noise-robust Dice loss, for masks drawn carelessly.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function noiseRobustDice(yTrue: Tensor, yPred: Tensor, options: NoiseRobustDiceOptions = {}): Tensor {
  const { gamma = 1.5, perChannel = false, smooth = 1e-5 } = options;
  const { target, predicted } = mask.masksOf("noiseRobustDice", yTrue, yPred, options);
  const axes = axesFrom(target, perChannel ? 2 : 1);
  const total = (x: Tensor): Tensor => sum(x, { axes });
  const errors = total(powerOrZero(abs(sub(predicted, target)), gamma));
  return mask.meanOfChannels(div(errors, add(add(total(square(predicted)), total(square(target))), smooth)));
}

const spec: LossSpec<NoiseRobustDiceOptions> = {
  fn: noiseRobustDice,
  aliases: ["NoiseRobustDiceLoss", "nrDice"],
  family: "segmentation",
  tasks: ["masks", "noise", "imbalance"],
  summary: "Dice loss for masks that are wrong in places.",
  formula: "\\frac{\\sum_i |\\hat{y}_i - y_i|^{\\gamma}}{\\sum_i \\hat{y}_i^2 + \\sum_i y_i^2 + s}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    gamma: { kind: "number", default: 1.5, min: 1, max: 2, doc: "Power of the errors." },
    perChannel: mask.perChannelParam,
    smooth: { kind: "number", default: 1e-5, above: 0, doc: "Added to the denominator, in pixels." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2020, doi:10.1109/TMI.2020.3000314"],
  reference: {},
};
export default spec;
