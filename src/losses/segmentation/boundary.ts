import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { hardMask, signedBorderDistance } from "../distances.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface BoundaryOptions extends mask.MaskOptions {}

/**
 * Boundary loss: the prediction adds up the target's signed distance, negative inside its border, positive outside. It is
 * meant beside a loss of areas. The distances are exact, in pixels; computing them takes memory for each pixel times the
 * longest side: for large pictures compute them beforehand and use boundaryFromMap.
 * @param yTrue masks, [batch, channels, height, width] or [batch, channels, depth, height, width]; cut at one half
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]; a channel whose target is empty or full counts 0
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function boundary(yTrue: Tensor, yPred: Tensor, options: BoundaryOptions = {}): Tensor {
  const { target, predicted } = mask.masksOf("boundary", yTrue, yPred, options, mask.spatialTarget.shape);
  return meanOfExample(mul(signedBorderDistance(hardMask(target)), predicted));
}

const spec: LossSpec<BoundaryOptions> = {
  fn: boundary,
  aliases: ["BoundaryLoss", "boundary_loss", "surfaceLoss", "surface_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "How far outside the target's border the prediction lies.",
  formula: "\\frac{1}{n} \\sum_i \\phi_y(i) \\, \\hat{y}_i",
  inputs: [mask.spatialTarget, mask.spatialPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Kervadec et al. 2019, arXiv:1812.07032"],
  reference: {},
};
export default spec;
