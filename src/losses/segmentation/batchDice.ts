import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { greater, indicator } from "../../ops/compare.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface BatchDiceOptions extends mask.MaskOptions {
  /** A score for each channel over the batch, averaged, instead of one of all pixels. Default false. */
  readonly perChannel?: boolean;
  /** Channels without a pixel of the target in the whole batch are 0. Default false. */
  readonly presentOnly?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Dice loss of a batch taken as one picture: steadier than one for each example where masks are small or missing.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns one value, []
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function batchDice(yTrue: Tensor, yPred: Tensor, options: BatchDiceOptions = {}): Tensor {
  const { perChannel = false, presentOnly = false, smooth = 1e-5 } = options;
  const masks = mask.masksOf("batchDice", yTrue, yPred, options);
  const each = mask.overlapOf(masks.target, masks.predicted, { perChannel: true });
  const total = (x: Tensor): Tensor => sum(x, { axes: perChannel ? 0 : [0, 1] });
  const [both, target, predicted] = [total(each.both), total(each.target), total(each.predicted)];
  const loss = sub(1, mask.smoothRatio(mul(2, both), add(target, predicted), smooth));
  return mean(presentOnly ? mul(loss, indicator(greater(target, 0), loss)) : loss);
}

const spec: LossSpec<BatchDiceOptions> = {
  fn: batchDice,
  aliases: [],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Dice loss of the whole batch as one picture.",
  formula: "1 - \\frac{2 \\sum_{b,i} y_{bi} \\hat{y}_{bi} + s}{\\sum_{b,i} y_{bi} + \\sum_{b,i} \\hat{y}_{bi} + s}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    perChannel: mask.perChannelParam,
    presentOnly: { kind: "flag", default: false, doc: "Channels that the target lacks are 0." },
    smooth: mask.smoothParam,
  },
  values: "[]",
  minimum: 0,
  kinks: [],
  cite: ["Milletari et al. 2016, arXiv:1606.04797", "Drozdzal et al. 2016, arXiv:1608.04117"],
  reference: {
    keras: { name: "Dice", differs: "smooths the denominator only, so that an empty pair is 1" },
    smp: { name: "DiceLoss", differs: "perChannel and presentOnly for several classes; takes logits" },
    monai: { name: "DiceLoss(batch=True)", differs: "perChannel: true" },
  },
};
export default spec;
