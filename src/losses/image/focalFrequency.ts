import { sizeOf } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { log1p, pow } from "../../ops/exponential.ts";
import { max } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { sumOfExample } from "../examples.ts";
import { imagePair, requireImages } from "../images.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";
import { spectrum2d } from "../spectra.ts";

export interface FocalFrequencyOptions {
  /** Exponent of the weights: how much hard frequencies count above easy ones; 0 weighs all alike. Default 1. */
  readonly alpha?: number;
  /** Weights by log(1 + distance). Default false. */
  readonly logWeights?: boolean;
}

/**
 * Squared differences of orthonormal 2-D spectra, weighted by their own size relative to the largest of the channel; the
 * weights are constants for differentiation.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes
 */
export function focalFrequency(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 1, logWeights = false }: FocalFrequencyOptions = {},
): Tensor {
  requireImages("focalFrequency", { yTrue, yPred });
  const { real, imaginary, counts } = spectrum2d(sub(yPred, yTrue));
  const squares = add(square(real), square(imaginary));
  const distance = stopGradient(rootOrZero(squares));
  const powered = alpha === 1 ? distance : pow(distance, alpha);
  const raw = logWeights ? log1p(powered) : powered;
  const largest = max(raw, { axes: [2, 3], keepDims: true });
  const weights = stopGradient(div(raw, where(equal(largest, 0), 1, largest)));
  return div(sumOfExample(mul(mul(weights, counts), squares)), Math.max(1, sizeOf(yPred.shape.slice(1))));
}

const spec: LossSpec<FocalFrequencyOptions> = {
  fn: focalFrequency,
  aliases: ["ffl", "focalFrequencyLoss"],
  family: "image",
  tasks: ["restoration", "generation"],
  summary: "Frequencies that are still wrong count most.",
  formula: "\\frac{1}{HW} \\sum_{u,v} w_{u,v} |F_{u,v}(\\hat y - y)|^2, \\quad w \\propto |F(\\hat y - y)|^\\alpha",
  inputs: imagePair,
  values: "[batch]",
  params: {
    alpha: { kind: "number", default: 1, min: 0, example: 2, doc: "Exponent of the weights." },
    logWeights: { kind: "flag", default: false, doc: "Weights by the logarithm of 1 + distance." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Jiang et al. 2021, arXiv:2012.12821"],
  reference: {},
};
export default spec;
