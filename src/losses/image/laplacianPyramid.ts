import type { Tensor } from "../../core/tensor.ts";
import { abs, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { addAll, imagePair, requireImages } from "../images.ts";
import { laplacianBands } from "../pyramid.ts";
import type { LossSpec } from "../spec.ts";

export interface LaplacianPyramidOptions {
  /** Scales: bands of detail, and the rest. Default 4. */
  readonly levels?: number;
}

/**
 * Mean absolute difference of each band of the Laplacian pyramid, summed over the bands and the rest: with the number of
 * pixels in place of the mean, the sum weighted by 4 to the power of the level.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes
 */
export function laplacianPyramid(yTrue: Tensor, yPred: Tensor, { levels = 4 }: LaplacianPyramidOptions = {}): Tensor {
  requireImages("laplacianPyramid", { yTrue, yPred });
  // The pyramid is linear: that of the difference is the difference of the pyramids.
  return addAll(laplacianBands(sub(yPred, yTrue), levels).map((band) => meanOfExample(abs(band))));
}

const spec: LossSpec<LaplacianPyramidOptions> = {
  fn: laplacianPyramid,
  aliases: ["lapLoss", "lap1"],
  family: "image",
  tasks: ["restoration", "generation"],
  summary: "Details of every size count alike.",
  formula: "\\sum_j \\frac{1}{n_j} \\lVert L^j(y) - L^j(\\hat y) \\rVert_1",
  inputs: imagePair,
  values: "[batch]",
  sizes: { height: 19, width: 16 },
  params: { levels: { kind: "integer", default: 4, min: 1, max: 12, example: 2, doc: "Bands of detail." } },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: {
        inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[1, 2]]]] },
        options: { levels: 1 },
        gradients: { yPred: [[[[0, 0]]]] },
      },
    },
  ],
  cite: ["Bojanowski et al. 2018, arXiv:1707.05776", "Burt and Adelson 1983, doi:10.1109/TCOM.1983.1095851"],
  reference: {},
};
export default spec;
