import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { expm1 } from "../../ops/exponential.ts";
import { boxesOf, boxPrediction, boxTarget, heightOf, offsetOf, widthOf } from "../boxes.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

export interface NormalizedWassersteinOptions {
  /** Typical size of the objects, in the boxes' unit. Default 12.8 pixels, the mean of the AI-TOD data set. */
  readonly scale?: number;
}

/**
 * Normalized Wasserstein distance of two boxes taken for Gaussians: smooth for objects of a few pixels, for which IoU jumps.
 * @param yTrue x1, y1, x2, y2 in the unit of `scale`, [batch, 4]
 * @param yPred the same shape
 * @returns [batch], from 0 to 1; the gradient at equal boxes is 0
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function normalizedWasserstein(
  yTrue: Tensor,
  yPred: Tensor,
  { scale = 12.8 }: NormalizedWassersteinOptions = {},
): Tensor {
  const { target, predicted } = boxesOf("normalizedWasserstein", yTrue, yPred);
  const [x, y] = offsetOf(target, predicted);
  const sides = [sub(widthOf(predicted), widthOf(target)), sub(heightOf(predicted), heightOf(target))];
  const distance = rootOrZero(mul(0.25, [x, y, ...sides].map(square).reduce(add)));
  return neg(expm1(mul(-1 / scale, distance)));
}

const spec: LossSpec<NormalizedWassersteinOptions> = {
  fn: normalizedWasserstein,
  aliases: ["NWDLoss", "nwd", "normalized_wasserstein_distance"],
  family: "detection",
  tasks: ["boxes"],
  summary: "Distance of boxes as Gaussians, for tiny objects.",
  formula:
    "1 - \\exp\\Big( -\\frac{1}{C} \\big\\| (c_x, c_y, \\tfrac w2, \\tfrac h2) - (\\hat{c}_x, \\hat{c}_y, \\tfrac{\\hat w}2, \\tfrac{\\hat h}2) \\big\\|_2 \\Big)",
  inputs: [boxTarget, boxPrediction],
  params: {
    scale: { kind: "number", default: 12.8, above: 0, doc: "Typical size of the objects, in the boxes' unit." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 2, 3, 5]], yPred: [[1, 2, 3, 5]] }, gradients: { yPred: [[0, 0, 0, 0]] } },
    },
  ],
  cite: ["Wang et al. 2021, arXiv:2110.13389"],
  reference: {},
};
export default spec;
