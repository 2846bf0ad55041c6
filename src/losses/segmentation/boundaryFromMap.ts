import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface BoundaryFromMapOptions extends mask.ActivationOptions {}

/**
 * Boundary loss with the distances given: the prediction adds them up.
 * @param distance signed distance of each pixel to the target's border, in any unit, negative inside, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function boundaryFromMap(distance: Tensor, yPred: Tensor, options: BoundaryFromMapOptions = {}): Tensor {
  const shape = mask.maskPrediction.shape;
  bindFloats("boundaryFromMap", { distance: [distance, shape], yPred: [yPred, shape] });
  return meanOfExample(mul(distance, mask.maskProbabilities("boundaryFromMap", yPred, options)));
}

const spec: LossSpec<BoundaryFromMapOptions, [distance: Tensor, yPred: Tensor]> = {
  fn: boundaryFromMap,
  aliases: [],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Boundary loss for distances computed beforehand.",
  formula: "\\frac{1}{n} \\sum_i \\phi_i \\, \\hat{y}_i",
  inputs: [{ name: "distance", domain: "real", shape: "[batch, channels, ...]" }, mask.maskPrediction],
  params: { fromLogits: mask.fromLogitsParam, activation: mask.activationParam },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Kervadec et al. 2019, arXiv:1812.07032"],
  reference: {},
};
export default spec;
