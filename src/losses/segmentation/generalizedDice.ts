import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface GeneralizedDiceOptions extends mask.MaskOptions {
  /** Weight of a channel by its pixels n in the target: "square" 1/n², "simple" 1/n, "uniform" 1. Default "square". */
  readonly weight?: mask.VolumeWeight;
  /** Added to numerator and denominator, in pixels of the smallest class. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Generalized Dice loss: one score of all classes, in which small classes weigh as much as large ones. The weights are
 * scaled so that the smallest class of an example that is there has 1; a class that is not there has 1 too.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function generalizedDice(yTrue: Tensor, yPred: Tensor, options: GeneralizedDiceOptions = {}): Tensor {
  const { weight = "square", smooth = 1e-5 } = options;
  const masks = mask.masksOf("generalizedDice", yTrue, yPred, options);
  const { both, target, predicted } = mask.overlapOf(masks.target, masks.predicted, { perChannel: true });
  const weights = mask.volumeWeights(target, weight);
  const weighted = (x: Tensor): Tensor => sum(mul(weights, x), { axes: 1 });
  return sub(1, mask.smoothRatio(mul(2, weighted(both)), weighted(add(target, predicted)), smooth));
}

const spec: LossSpec<GeneralizedDiceOptions> = {
  fn: generalizedDice,
  aliases: [
    "GeneralizedDiceLoss",
    "generalized_dice_loss",
    { name: "multiclass_generalized_dice_loss", options: { fromLogits: true, activation: "softmax" } },
  ],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "One Dice score of all classes, small ones weighing as much as large ones.",
  formula:
    "1 - \\frac{2 \\sum_c w_c \\sum_i y_{ci} \\hat{y}_{ci} + s}{\\sum_c w_c \\sum_i (y_{ci} + \\hat{y}_{ci}) + s}, \\quad w_c \\propto \\Big(\\sum_i y_{ci}\\Big)^{-2}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    weight: {
      kind: "choice",
      default: "square",
      choices: ["square", "simple", "uniform"],
      doc: "Weight of a channel of n pixels: 1/n², 1/n or 1.",
    },
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Sudre et al. 2017, arXiv:1707.03237", "Crum et al. 2006, doi:10.1109/TMI.2006.880587"],
  reference: {
    monai: { name: "GeneralizedDiceLoss", differs: "weights are not scaled, so that smooth outweighs large classes" },
    optax: { name: "multiclass_generalized_dice_loss", differs: "weights of mean 1 from counts with 1e-7 added" },
  },
};
export default spec;
