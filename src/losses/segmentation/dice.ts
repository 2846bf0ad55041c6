import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface DiceOptions extends mask.MaskOptions {
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Squares in the denominator, as in V-Net. Default false. */
  readonly squared?: boolean;
  /** The overlap as the sum of the smaller of both, so that targets between 0 and 1 have their minimum at 0. Default false. */
  readonly softLabels?: boolean;
  /** Added to numerator and denominator, in pixels. With 0, an empty target and an empty prediction agree too. Default 1e-5. */
  readonly smooth?: number;
  /** -log of the score instead of 1 less the score. Default false. */
  readonly logLoss?: boolean;
}

/**
 * Dice loss: 1 less twice the overlap over the sum of both masks.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]; class indices go to sparseDice
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function dice(yTrue: Tensor, yPred: Tensor, options: DiceOptions = {}): Tensor {
  const { smooth = 1e-5, logLoss = false } = options;
  const masks = mask.masksOf("dice", yTrue, yPred, options);
  const { both, target, predicted } = mask.overlapOf(masks.target, masks.predicted, options);
  const score = mask.smoothRatio(mul(2, both), add(target, predicted), smooth);
  return mask.meanOfChannels(logLoss ? neg(log(score)) : sub(1, score));
}

const spec: LossSpec<DiceOptions> = {
  fn: dice,
  aliases: ["DiceLoss", "dice_loss", "binary_dice_loss", "softDice", "soft_dice_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Overlap of two masks, so that few pixels count as much as many.",
  formula: "1 - \\frac{2 \\sum_i y_i \\hat{y}_i + s}{\\sum_i y_i + \\sum_i \\hat{y}_i + s}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    perChannel: mask.perChannelParam,
    squared: { kind: "flag", default: false, doc: "Squares in the denominator." },
    softLabels: { kind: "flag", default: false, doc: "Overlap as the sum of the smaller of both." },
    smooth: mask.smoothParam,
    logLoss: { kind: "flag", default: false, doc: "-log of the score instead of 1 less the score." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "no overlap at all with logLoss and smooth: 0",
  cite: ["Milletari et al. 2016, arXiv:1606.04797", "Drozdzal et al. 2016, arXiv:1608.04117"],
  reference: {
    keras: { name: "Dice", differs: "sums over the whole batch (batchDice); an empty pair is 1, not 0" },
    optax: { name: "dice_loss", differs: "per class with smooth 1, and a softmax of its own" },
    smp: { name: "DiceLoss", differs: "sums over the batch (batchDice), takes logits, counts absent classes as 0" },
    monai: { name: "DiceLoss", differs: "perChannel: true" },
    kornia: {
      name: "dice_loss",
      differs: "softmax of logits against class indices; smooth 1e-8 in the denominator only",
    },
  },
};
export default spec;
