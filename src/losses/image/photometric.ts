import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { imagePair, requireImages } from "../images.ts";
import { ssimMap } from "../similarity.ts";
import type { LossSpec } from "../spec.ts";

export interface PhotometricOptions {
  /** Share of the structural dissimilarity; the rest is the absolute difference. Default 0.85. */
  readonly alpha?: number;
  /** Elements along each axis of the window. Default 3. */
  readonly windowSize?: number;
  /** Largest value of a pixel. Default 1. */
  readonly maxValue?: number;
}

/**
 * Photometric error of an image seen from elsewhere: structural dissimilarity by small windows of equal weights, borders
 * mirrored, and absolute differences.
 * @param yTrue images, [batch, channels, height, width] real, from 0 to maxValue
 * @param yPred images made from another view, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or smaller than half the window
 */
export function photometric(yTrue: Tensor, yPred: Tensor, options: PhotometricOptions = {}): Tensor {
  requireImages("photometric", { yTrue, yPred });
  const { alpha = 0.85, windowSize = 3, maxValue = 1 } = options;
  const similarity = ssimMap("photometric", yTrue, yPred, {
    windowSize,
    maxValue,
    window: "uniform",
    border: "reflect",
  });
  const distance = abs(sub(yPred, yTrue));
  return meanOfExample(add(mul(alpha / 2, sub(1, similarity)), mul(1 - alpha, distance)));
}

const spec: LossSpec<PhotometricOptions> = {
  fn: photometric,
  aliases: ["photometricReconstruction"],
  family: "image",
  tasks: ["pretraining", "restoration"],
  summary: "Whether a view made from another looks right: depth and motion without labels.",
  formula: "\\frac{\\alpha}{2} (1 - \\mathrm{SSIM}(y, \\hat y)) + (1 - \\alpha) |y - \\hat y|",
  inputs: imagePair,
  values: "[batch]",
  params: {
    alpha: {
      kind: "number",
      default: 0.85,
      min: 0,
      max: 1,
      example: 0.5,
      doc: "Share of the structural dissimilarity.",
    },
    windowSize: { kind: "integer", default: 3, min: 1, example: 5, doc: "Elements along each axis of the window." },
    maxValue: { kind: "number", default: 1, above: 0, doc: "Largest value of a pixel, e.g. 255." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: {
        inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[1, 2]]]] },
        options: { windowSize: 1 },
        gradients: { yPred: [[[[0, 0]]]] },
      },
    },
  ],
  cite: ["Godard et al. 2017, arXiv:1609.03677", "Godard et al. 2019, arXiv:1806.01260"],
  reference: {},
};
export default spec;
