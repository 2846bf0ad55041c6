import type { Tensor } from "../../core/tensor.ts";
import { abs, add, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { difference, imagePair, requireImages } from "../images.ts";
import { absPower } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface GradientDifferenceOptions {
  /** Exponent of the differences. Default 1. */
  readonly alpha?: number;
}

/**
 * Differences of the sizes of neighbours' differences, each to the power alpha: sharp where the target is. The mean over
 * positions, one for each direction, added.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes
 */
export function gradientDifference(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 1 }: GradientDifferenceOptions = {},
): Tensor {
  requireImages("gradientDifference", { yTrue, yPred });
  const along = (axis: number): Tensor => sub(abs(difference(yTrue, axis)), abs(difference(yPred, axis)));
  return add(meanOfExample(absPower(along(2), alpha)), meanOfExample(absPower(along(3), alpha)));
}

const spec: LossSpec<GradientDifferenceOptions> = {
  fn: gradientDifference,
  aliases: ["gdl", "imageGradientDifference"],
  family: "image",
  tasks: ["restoration", "generation"],
  summary: "Edges as strong as the target's: against blur in predicted frames.",
  formula:
    "\\sum_{i,j} \\big||y_{i,j} - y_{i-1,j}| - |\\hat y_{i,j} - \\hat y_{i-1,j}|\\big|^\\alpha + \\big||y_{i,j-1} - y_{i,j}| - |\\hat y_{i,j-1} - \\hat y_{i,j}|\\big|^\\alpha",
  inputs: imagePair,
  values: "[batch]",
  params: { alpha: { kind: "number", default: 1, min: 1, example: 2, doc: "Exponent of the differences." } },
  minimum: 0,
  kinks: [
    {
      at: "equal neighbours, or a difference as large as the target's (alpha 1)",
      gradient: "0",
      point: {
        inputs: { yTrue: [[[[1, 2, 4]]]], yPred: [[[[3, 3, 1]]]] },
        gradients: { yPred: [[[[0, 0, 0]]]] },
      },
    },
  ],
  cite: ["Mathieu et al. 2016, arXiv:1511.05440"],
  reference: {},
};
export default spec;
