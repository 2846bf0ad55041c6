import { sizeOf } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { averagePool } from "../../ops/pooling.ts";
import { mean } from "../../ops/reduce.ts";
import { sumOfExample } from "../examples.ts";
import { requireWindow } from "../filters.ts";
import { difference, imagePair, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface SpatialConsistencyOptions {
  /** Pixels along each side of a region. Default 4. */
  readonly patchSize?: number;
}

/**
 * Squared change of the contrast between neighbouring regions: what is brighter than its neighbour by so much stays so. The
 * sum over a region's neighbours, averaged over regions.
 * @param yTrue images before enhancement, [batch, channels, height, width] real, at least a region large
 * @param yPred images after it, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or smaller than a region
 */
export function spatialConsistency(
  yTrue: Tensor,
  yPred: Tensor,
  { patchSize = 4 }: SpatialConsistencyOptions = {},
): Tensor {
  requireImages("spatialConsistency", { yTrue, yPred });
  requireWindow("spatialConsistency", yPred, patchSize);
  const regions = (x: Tensor): Tensor => averagePool(mean(x, { axes: 1, keepDims: true }), { window: patchSize });
  const [before, after] = [regions(yTrue), regions(yPred)];
  const change = (axis: number): Tensor =>
    sumOfExample(square(sub(abs(difference(after, axis)), abs(difference(before, axis)))));
  // Each pair of neighbours counts for both of them.
  return div(mul(2, add(change(2), change(3))), sizeOf(after.shape.slice(2)));
}

const spec: LossSpec<SpatialConsistencyOptions> = {
  fn: spatialConsistency,
  aliases: ["spatialConsistencyLoss"],
  family: "image",
  tasks: ["restoration"],
  summary: "Contrast between neighbouring regions as it was before enhancement.",
  formula: "\\frac{1}{K} \\sum_i \\sum_{j \\in \\Omega(i)} \\big(|\\hat Y_i - \\hat Y_j| - |Y_i - Y_j|\\big)^2",
  inputs: imagePair,
  values: "[batch]",
  sizes: { height: 9, width: 12 },
  params: {
    patchSize: { kind: "integer", default: 4, min: 1, example: 2, doc: "Pixels along each side of a region." },
  },
  minimum: 0,
  kinks: [
    {
      at: "equal neighbours",
      gradient: "0",
      point: {
        inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[3, 3]]]] },
        options: { patchSize: 1 },
        gradients: { yPred: [[[[0, 0]]]] },
      },
    },
  ],
  cite: ["Guo et al. 2020, arXiv:2001.06826"],
  reference: {},
};
export default spec;
