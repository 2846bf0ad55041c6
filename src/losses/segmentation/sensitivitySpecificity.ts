import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SensitivitySpecificityOptions extends mask.MaskOptions {
  /** Share of the foreground's error; the background's has the rest of 1. Default 0.05. */
  readonly ratio?: number;
  /** A value for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
}

/**
 * Sensitivity-specificity loss: the mean squared error inside the target and that outside, weighed. A side without a pixel
 * counts 0.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function sensitivitySpecificity(
  yTrue: Tensor,
  yPred: Tensor,
  options: SensitivitySpecificityOptions = {},
): Tensor {
  const { ratio = 0.05, perChannel = false } = options;
  const { target, predicted } = mask.masksOf("sensitivitySpecificity", yTrue, yPred, options);
  const axes = axesFrom(target, perChannel ? 2 : 1);
  const error = square(sub(predicted, target));
  const within = (side: Tensor): Tensor => divideOrZero(sum(mul(error, side), { axes }), sum(side, { axes }));
  return mask.meanOfChannels(add(mul(ratio, within(target)), mul(1 - ratio, within(sub(1, target)))));
}

const spec: LossSpec<SensitivitySpecificityOptions> = {
  fn: sensitivitySpecificity,
  aliases: ["SSLoss", "sensitivitySpecificityLoss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Squared errors inside and outside of the mask, each averaged on its own.",
  formula:
    "r \\frac{\\sum_i (y_i - \\hat{y}_i)^2 y_i}{\\sum_i y_i} + (1 - r) \\frac{\\sum_i (y_i - \\hat{y}_i)^2 (1 - y_i)}{\\sum_i (1 - y_i)}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    ratio: { kind: "number", default: 0.05, min: 0, max: 1, doc: "Share of the foreground's error." },
    perChannel: mask.perChannelParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Brosch et al. 2015, doi:10.1007/978-3-319-24574-4_1"],
  reference: {},
};
export default spec;
