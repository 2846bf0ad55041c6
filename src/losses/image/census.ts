import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { pow } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { meanOfExample } from "../examples.ts";
import { requireWindow } from "../filters.ts";
import { addAll, neighbourOffsets, neighbours, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface CensusOptions {
  /** Pixels along each side of a neighbourhood, odd. Default 7. */
  readonly patchSize?: number;
}

/**
 * Soft census distance: how each pixel's neighbours compare with it (darker, alike, brighter), whatever the light; by the mean
 * over channels. A generalised Charbonnier penalty (exponent 0.45) of the soft Hamming distance, averaged over the pixels
 * whose neighbourhood lies inside the image.
 * @param yTrue images, [batch, channels, height, width] real, from 0 to 1, at least patchSize pixels a side
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or smaller than the neighbourhood
 */
export function census(yTrue: Tensor, yPred: Tensor, { patchSize = 7 }: CensusOptions = {}): Tensor {
  requireImages("census", { yTrue, yPred });
  requireWindow("census", yPred, patchSize);
  const [a, b] = [yTrue, yPred].map((x) => mul(255, mean(x, { axes: 1, keepDims: true }))) as [Tensor, Tensor];
  const hamming = addAll(
    neighbourOffsets(patchSize).map((offset) => {
      const squares = square(sub(softSign(a, offset, patchSize), softSign(b, offset, patchSize)));
      return div(squares, add(squares, 0.1));
    }),
  );
  return meanOfExample(pow(add(square(hamming), 1e-6), 0.45));
}

/** Difference of a neighbour and the centre, brought between -1 and 1. */
function softSign(image: Tensor, [down, across]: readonly [number, number], size: number): Tensor {
  const middle = (size - 1) / 2;
  const gap = sub(neighbours(image, [down, across], size), neighbours(image, [middle, middle], size));
  return div(gap, sqrt(add(square(gap), 0.81)));
}

const spec: LossSpec<CensusOptions> = {
  fn: census,
  aliases: ["ternaryCensus", "ternary_loss"],
  family: "image",
  tasks: ["alignment", "pretraining"],
  summary: "Neighbours darker or brighter than the pixel: matches images in different light.",
  formula:
    "\\Big(\\Big(\\sum_{j \\in P} \\frac{(t_j - \\hat t_j)^2}{0.1 + (t_j - \\hat t_j)^2}\\Big)^2 + \\epsilon^2\\Big)^{0.45}, \\quad t_j = \\frac{d_j}{\\sqrt{0.81 + d_j^2}}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, height, width]", min: 0, max: 1 },
    { name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true, min: 0, max: 1 },
  ],
  values: "[batch]",
  sizes: { height: 8, width: 7 },
  params: {
    patchSize: {
      kind: "integer",
      default: 7,
      min: 1,
      example: 3,
      doc: "Pixels along each side of a neighbourhood, odd.",
    },
  },
  // A small difference of pixels counts 255 times, and with it their rounding.
  rounding: 1e-4,
  minimum: 0,
  kinks: [],
  cite: ["Meister et al. 2018, arXiv:1711.07837"],
  reference: {},
};
export default spec;
