import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface DiceCrossentropyOptions extends mask.MaskOptions {
  /** Factor of the Dice loss. Default 1. */
  readonly diceWeight?: number;
  /** Factor of the cross-entropy. Default 1. */
  readonly crossentropyWeight?: number;
  /** A Dice score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to the Dice score's numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Dice loss and cross-entropy: overlap, with the smooth gradient of a likelihood. The cross-entropy is over classes, or the
 * binary one averaged over channels, as `activation` says, averaged over pixels; it counts the background always.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function diceCrossentropy(yTrue: Tensor, yPred: Tensor, options: DiceCrossentropyOptions = {}): Tensor {
  const { diceWeight = 1, crossentropyWeight = 1, smooth = 1e-5, perChannel = false } = options;
  const { target, predicted } = mask.masksOf("diceCrossentropy", yTrue, yPred, options);
  const dice = mask.meanOfChannels(mask.diceOf(mask.overlapOf(target, predicted, { perChannel }), smooth));
  const entropy = meanOfExample(mask.pixelCrossentropy("diceCrossentropy", yTrue, yPred, options));
  return add(mul(diceWeight, dice), mul(crossentropyWeight, entropy));
}

const spec: LossSpec<DiceCrossentropyOptions> = {
  fn: diceCrossentropy,
  aliases: [{ name: "DiceCELoss", options: { fromLogits: true, perChannel: true } }, "dice_ce", "bceDice", "ceDice"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Dice loss and cross-entropy together: the usual choice for medical images.",
  formula: "\\lambda_1 \\, \\mathrm{Dice}(y, \\hat{y}) + \\lambda_2 \\, \\mathrm{CE}(y, \\hat{y})",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    diceWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the Dice loss." },
    crossentropyWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the cross-entropy." },
    perChannel: mask.perChannelParam,
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the truth; a sigmoid's or softmax's output never is",
  cite: ["Isensee et al. 2021, doi:10.1038/s41592-020-01008-z"],
  reference: { monai: { name: "DiceCELoss", differs: "always a softmax in the cross-entropy of several channels" } },
};
export default spec;
