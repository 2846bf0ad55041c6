import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { hardMask, squaredBorderDistance } from "../distances.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface HausdorffDistanceTransformOptions extends mask.MaskOptions {
  /** Power of the distances. Default 2. */
  readonly alpha?: number;
  /** log(1 + the loss), which brings it to the size of other losses. Default false. */
  readonly logLoss?: boolean;
}

/**
 * Hausdorff loss by distance transforms: squared errors weigh as the pixel's distances from the borders of target and
 * prediction (cut at one half). The distances are exact, in pixels, and constant for differentiation; computing them takes
 * memory for each pixel times the longest side.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, height, width] or [batch, channels, depth, height, width]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function hausdorffDistanceTransform(
  yTrue: Tensor,
  yPred: Tensor,
  options: HausdorffDistanceTransformOptions = {},
): Tensor {
  const { alpha = 2, logLoss = false } = options;
  const shape = mask.spatialTarget.shape;
  const { target, predicted } = mask.masksOf("hausdorffDistanceTransform", yTrue, yPred, options, shape);
  const far = (x: Tensor): Tensor => powerOrZero(squaredBorderDistance(hardMask(x)), alpha / 2);
  const weight = stopGradient(add(far(target), far(predicted)));
  const loss = meanOfExample(mul(square(sub(predicted, target)), weight));
  return logLoss ? log1p(loss) : loss;
}

const spec: LossSpec<HausdorffDistanceTransformOptions> = {
  fn: hausdorffDistanceTransform,
  aliases: ["HausdorffDTLoss", "hausdorff_dt_loss", { name: "LogHausdorffDTLoss", options: { logLoss: true } }],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Errors weigh as their distance from the borders: brings the worst one in.",
  formula: "\\frac{1}{n} \\sum_i (y_i - \\hat{y}_i)^2 \\big( d_y(i)^{\\alpha} + d_{\\hat{y}}(i)^{\\alpha} \\big)",
  inputs: [mask.spatialTarget, mask.spatialPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    alpha: { kind: "number", default: 2, above: 0, doc: "Power of the distances." },
    logLoss: { kind: "flag", default: false, doc: "log(1 + the loss)." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Karimi and Salcudean 2020, arXiv:1904.10030"],
  reference: {
    monai: { name: "HausdorffDTLoss", differs: "includeBackground: false; the logarithm of the batch's mean" },
  },
};
export default spec;
