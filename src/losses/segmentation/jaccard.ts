import type { Tensor } from "../../core/tensor.ts";
import { add, neg, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface JaccardOptions extends mask.MaskOptions {
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Squares in the denominator. Default false. */
  readonly squared?: boolean;
  /** The overlap as the sum of the smaller of both: the Jaccard metric loss for targets between 0 and 1. Default false. */
  readonly softLabels?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
  /** -log of the score instead of 1 less the score. Default false. */
  readonly logLoss?: boolean;
}

/**
 * Jaccard loss: 1 less the intersection over the union of two masks.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function jaccard(yTrue: Tensor, yPred: Tensor, options: JaccardOptions = {}): Tensor {
  const { smooth = 1e-5, logLoss = false } = options;
  const masks = mask.masksOf("jaccard", yTrue, yPred, options);
  const { both, target, predicted } = mask.overlapOf(masks.target, masks.predicted, options);
  const score = mask.smoothRatio(both, sub(add(target, predicted), both), smooth);
  return mask.meanOfChannels(logLoss ? neg(log(score)) : sub(1, score));
}

const spec: LossSpec<JaccardOptions> = {
  fn: jaccard,
  aliases: ["JaccardLoss", "jaccard_loss", "softIou", "soft_iou_loss", "jaccardMetric"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Intersection over union of two masks.",
  formula: "1 - \\frac{\\sum_i y_i \\hat{y}_i + s}{\\sum_i y_i + \\sum_i \\hat{y}_i - \\sum_i y_i \\hat{y}_i + s}",
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
  cite: ["Rahman and Wang 2016, doi:10.1007/978-3-319-50835-1_22", "Wang et al. 2023, arXiv:2302.05666"],
  reference: {
    smp: { name: "JaccardLoss", differs: "sums over the batch, takes logits, counts absent classes as 0" },
    monai: { name: "DiceLoss(jaccard=True)", differs: "perChannel: true; doubles the numerator: 2(T + P - I)" },
  },
};
export default spec;
