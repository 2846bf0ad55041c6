import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface DiceFocalOptions extends mask.MaskOptions {
  /** Focusing: how much pixels that are nearly right count less. Default 2. */
  readonly gamma?: number;
  /** Factor of the Dice loss. Default 1. */
  readonly diceWeight?: number;
  /** Factor of the focal loss. Default 1. */
  readonly focalWeight?: number;
  /** A Dice score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to the Dice score's numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Dice loss and focal loss. The focal loss is over classes, or the binary one averaged over channels, as `activation` says,
 * averaged over pixels.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function diceFocal(yTrue: Tensor, yPred: Tensor, options: DiceFocalOptions = {}): Tensor {
  const { gamma = 2, diceWeight = 1, focalWeight = 1, smooth = 1e-5, perChannel = false } = options;
  const { target, predicted } = mask.masksOf("diceFocal", yTrue, yPred, options);
  const dice = mask.meanOfChannels(mask.diceOf(mask.overlapOf(target, predicted, { perChannel }), smooth));
  const focal = meanOfExample(mask.pixelFocal("diceFocal", yTrue, yPred, options, gamma));
  return add(mul(diceWeight, dice), mul(focalWeight, focal));
}

const spec: LossSpec<DiceFocalOptions> = {
  fn: diceFocal,
  aliases: [
    { name: "DiceFocalLoss", options: { fromLogits: true, activation: "sigmoid", perChannel: true } },
    "dice_focal_loss",
  ],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Dice loss and focal loss together.",
  formula: "\\lambda_1 \\, \\mathrm{Dice}(y, \\hat{y}) + \\lambda_2 \\, \\overline{-(1 - p_y)^{\\gamma} \\log p_y}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    gamma: { kind: "number", default: 2, min: 0, doc: "Focusing: how much nearly right pixels count less." },
    diceWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the Dice loss." },
    focalWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the focal loss." },
    perChannel: mask.perChannelParam,
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the truth; a sigmoid's or softmax's output never is",
  cite: ["Zhu et al. 2019, arXiv:1808.05238", "Lin et al. 2017, arXiv:1708.02002"],
  reference: {
    monai: { name: "DiceFocalLoss", differs: "a softmax's focal loss is averaged over classes, not added" },
  },
};
export default spec;
