import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { pad, slice } from "../../ops/indexing.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface ActiveContourOptions extends mask.MaskOptions {
  /** Factor of the two regions; the length of the contour has 1. Default 1. */
  readonly regionWeight?: number;
  /** Factor of the region inside the prediction, beside that outside. Default 1. */
  readonly insideWeight?: number;
  /** Added to the squared length of each pixel's gradient, which rounds the root's corner at 0. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Active contour loss: the length of the predicted contour, the target's absence inside it and its presence outside, each a
 * mean over pixels. Slopes are differences to the next pixel, 0 at the last.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, height, width] or [batch, channels, depth, height, width]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function activeContour(yTrue: Tensor, yPred: Tensor, options: ActiveContourOptions = {}): Tensor {
  const { regionWeight = 1, insideWeight = 1, epsilon = 1e-8 } = options;
  const { target, predicted } = mask.masksOf("activeContour", yTrue, yPred, options, mask.spatialTarget.shape);
  const slopes = axesFrom(predicted, 2).map((axis) => square(slope(predicted, axis)));
  const length = meanOfExample(sqrt(add(slopes.reduce(add), epsilon)));
  const inside = meanOfExample(mul(predicted, square(sub(target, 1))));
  const outside = meanOfExample(mul(sub(1, predicted), square(target)));
  return add(length, mul(regionWeight, add(mul(insideWeight, inside), outside)));
}

function slope(x: Tensor, axis: number): Tensor {
  const step = sub(slice(x, { axes: axis, start: 1 }), slice(x, { axes: axis, end: -1 }));
  return pad(
    step,
    x.shape.map((_, at) => [0, at === axis ? 1 : 0]),
  );
}

const spec: LossSpec<ActiveContourOptions> = {
  fn: activeContour,
  aliases: ["ActiveContourLoss", "active_contour_loss"],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Length of the contour, and what is wrong on either side of it.",
  formula:
    "\\overline{\\sqrt{|\\nabla \\hat{y}|^2 + \\epsilon}} + \\lambda \\big( \\mu \\, \\overline{\\hat{y} (y - 1)^2} + \\overline{(1 - \\hat{y}) \\, y^2} \\big)",
  inputs: [mask.spatialTarget, mask.spatialPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    regionWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the two regions." },
    insideWeight: { kind: "number", default: 1, min: 0, doc: "Factor of the region inside." },
    epsilon: { kind: "number", default: 1e-8, above: 0, doc: "Added under the root." },
  },
  values: "[batch]",
  // The root's corner at 0 is narrow: slopes near it keep few digits of the differences they come from.
  rounding: 1e-4,
  minimum: 0,
  kinks: [],
  cite: ["Chen et al. 2019, doi:10.1109/CVPR.2019.01190"],
  reference: {},
};
export default spec;
