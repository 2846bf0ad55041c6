import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { imagePair, requireImages } from "../images.ts";
import { windowScales } from "../similarity.ts";
import type { LossSpec } from "../spec.ts";

export interface MsSsimL1Options {
  /** Share of the structural similarity; the rest is the absolute difference. Default 0.84. */
  readonly alpha?: number;
  /** Standard deviations of the Gaussian windows, in pixels, from the finest to the coarsest. Default 0.5, 1, 2, 4, 8. */
  readonly sigmas?: readonly number[];
  /** Factor of the whole. Default 1. */
  readonly scale?: number;
  /** Largest value of a pixel. Default 1. */
  readonly maxValue?: number;
}

/**
 * Structural similarity at several scales mixed with absolute differences. Scales are windows of the whole image: contrast
 * and structure of all of them, luminance of the coarsest, whose window also weighs the differences. Beyond the border are
 * zeros.
 * @param yTrue images, [batch, channels, height, width] real, from 0 to maxValue
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes
 */
export function msSsimL1(yTrue: Tensor, yPred: Tensor, options: MsSsimL1Options = {}): Tensor {
  requireImages("msSsimL1", { yTrue, yPred });
  const { alpha = 0.84, sigmas = [0.5, 1, 2, 4, 8], scale = 1, maxValue = 1 } = options;
  const { similarity, coarsest } = windowScales(yTrue, yPred, sigmas, maxValue);
  const distance = div(coarsest(abs(sub(yPred, yTrue))), maxValue);
  return mul(scale, meanOfExample(add(mul(alpha, sub(1, similarity)), mul(1 - alpha, distance))));
}

const spec: LossSpec<MsSsimL1Options> = {
  fn: msSsimL1,
  aliases: [{ name: "MS_SSIMLoss", options: { alpha: 0.025, scale: 200 } }, "mix"],
  family: "image",
  tasks: ["restoration"],
  summary: "Structure at several scales, and absolute differences for brightness and colour.",
  formula: "\\alpha \\Big(1 - l_M \\prod_j s_j\\Big) + (1 - \\alpha)\\, G_{\\sigma_M} * |\\hat y - y| / L",
  inputs: imagePair,
  values: "[batch]",
  params: {
    alpha: { kind: "number", default: 0.84, min: 0, max: 1, example: 0.5, doc: "Share of the structural similarity." },
    sigmas: {
      kind: "numbers",
      default: [0.5, 1, 2, 4, 8],
      above: 0,
      example: [0.5, 1, 2],
      doc: "Standard deviations of the windows, the coarsest last.",
    },
    scale: { kind: "number", default: 1, above: 0, doc: "Factor of the whole." },
    maxValue: { kind: "number", default: 1, above: 0, doc: "Largest value of a pixel, e.g. 255." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[1, 2]]]] }, gradients: { yPred: [[[[0, 0]]]] } },
    },
  ],
  cite: ["Zhao et al. 2017, doi:10.1109/TCI.2016.2644865"],
  reference: {
    kornia: { name: "losses.MS_SSIMLoss", differs: "alpha 0.025 and 200 times as large; three channels only" },
  },
};
export default spec;
