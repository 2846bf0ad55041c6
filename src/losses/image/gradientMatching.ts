import { sizeOf } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, sub } from "../../ops/arithmetic.ts";
import { slice } from "../../ops/indexing.ts";
import { sumOfExample } from "../examples.ts";
import { addAll, difference, imagePair, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface GradientMatchingOptions {
  /** Scales, each every second pixel of the one before. Default 4. */
  readonly scales?: number;
}

/**
 * Absolute differences of neighbouring errors, at several scales: edges of depth at the right places, whatever constant is
 * added. Over the number of pixels at each scale, summed over scales and both directions.
 * @param yTrue depths, inverse depths or their logarithms, [batch, channels, height, width] real
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes
 */
export function gradientMatching(yTrue: Tensor, yPred: Tensor, { scales = 4 }: GradientMatchingOptions = {}): Tensor {
  requireImages("gradientMatching", { yTrue, yPred });
  const error = sub(yPred, yTrue);
  const parts = Array.from({ length: scales }, (_, i) => {
    const some = slice(error, { axes: [2, 3], step: 2 ** i });
    const total = add(sumOfExample(abs(difference(some, 2))), sumOfExample(abs(difference(some, 3))));
    return div(total, Math.max(1, sizeOf(some.shape.slice(1))));
  });
  return addAll(parts);
}

const spec: LossSpec<GradientMatchingOptions> = {
  fn: gradientMatching,
  aliases: ["multiScaleGradient", "gradientMatchingLoss"],
  family: "image",
  tasks: ["regression", "smoothness"],
  summary: "Edges of depth maps at the right places, at several scales.",
  formula: "\\sum_k \\frac{1}{n_k} \\sum_i |\\partial_x R^k_i| + |\\partial_y R^k_i|, \\quad R = \\hat y - y",
  inputs: imagePair,
  values: "[batch]",
  params: {
    scales: { kind: "integer", default: 4, min: 1, example: 2, doc: "Scales, each half as large as the one before." },
  },
  minimum: 0,
  kinks: [
    {
      at: "equal errors of neighbours",
      gradient: "0",
      point: { inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[2, 3]]]] }, gradients: { yPred: [[[[0, 0]]]] } },
    },
  ],
  cite: ["Li and Snavely 2018, arXiv:1804.00607", "Ranftl et al. 2022, arXiv:1907.01341"],
  reference: {},
};
export default spec;
