import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, div, square, sub } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { split } from "../../ops/indexing.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { axesFrom, bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SizeConstraintOptions extends mask.ActivationOptions {}

/**
 * Size constraint for pictures without masks: the square of what a predicted size lacks to the lower bound or exceeds the
 * upper one by, over the number of pixels, averaged over channels.
 * @param bounds least and greatest size of each mask, in pixels, [batch, channels, 2]
 * @param yPred probabilities (or logits), [batch, channels, ...]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function sizeConstraint(bounds: Tensor, yPred: Tensor, options: SizeConstraintOptions = {}): Tensor {
  const shapes = { yPred: [yPred, mask.maskPrediction.shape], bounds: [bounds, "[batch, channels, 2]"] } as const;
  bindShapes("sizeConstraint", shapes);
  requireFloats("sizeConstraint", yPred, bounds);
  const size = sum(mask.maskProbabilities("sizeConstraint", yPred, options), { axes: axesFrom(yPred, 2) });
  const [lower, upper] = split(bounds, 2, { axis: 2 }).map((bound) => squeeze(bound, 2)) as [Tensor, Tensor];
  const excess = add(square(relu(sub(lower, size))), square(relu(sub(size, upper))));
  const pixels = yPred.shape.slice(2).reduce((product, each) => product * each, 1);
  return mask.meanOfChannels(div(excess, pixels));
}

const spec: LossSpec<SizeConstraintOptions, [bounds: Tensor, yPred: Tensor]> = {
  fn: sizeConstraint,
  aliases: ["sizeLoss", "constrainedSize", "NaiveSizeLoss"],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Predicted masks are no smaller and no larger than known bounds.",
  formula: "\\frac{\\max(0, a - V)^2 + \\max(0, V - b)^2}{n}, \\quad V = \\sum_i \\hat{y}_i",
  inputs: [{ name: "bounds", domain: "real", shape: "[batch, channels, 2]" }, mask.maskPrediction],
  params: { fromLogits: mask.fromLogitsParam, activation: mask.activationParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Kervadec et al. 2019, arXiv:1805.04628"],
  reference: {},
};
export default spec;
