import type { Tensor } from "../../core/tensor.ts";
import { abs, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { edgeStrength } from "../filters.ts";
import { imagePair, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Mean absolute difference of the strengths of edges: lengths of the Sobel gradient (weights of sum 1, so that a ramp of 1 a
 * pixel has strength 1), borders repeated.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes
 */
export function sobelEdge(yTrue: Tensor, yPred: Tensor): Tensor {
  requireImages("sobelEdge", { yTrue, yPred });
  return meanOfExample(abs(sub(edgeStrength(yPred, sobel), edgeStrength(yTrue, sobel))));
}

const sobel: readonly number[] = [0.25, 0.5, 0.25];

const spec: LossSpec<Record<never, never>> = {
  fn: sobelEdge,
  aliases: ["sobel", "edgeLoss", "sobelLoss"],
  family: "image",
  tasks: ["restoration"],
  summary: "Strength of edges, by the Sobel filter.",
  formula: "\\frac{1}{n} \\sum_i \\big| \\lVert S \\hat y \\rVert_i - \\lVert S y \\rVert_i \\big|",
  inputs: imagePair,
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "no edge, or one as strong as the target's",
      gradient: "0",
      point: {
        inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[5, 5]]]] },
        gradients: { yPred: [[[[0, 0]]]] },
      },
    },
  ],
  cite: ["Lu and Chen 2019, arXiv:1911.09428", "Cheng et al. 2020, arXiv:2005.02551"],
  reference: {},
};
export default spec;
