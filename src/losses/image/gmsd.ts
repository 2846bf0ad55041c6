import type { Tensor } from "../../core/tensor.ts";
import { add, div, square, sub } from "../../ops/arithmetic.ts";
import { averagePool } from "../../ops/pooling.ts";
import { mean } from "../../ops/reduce.ts";
import { edgeStrength, requireWindow } from "../filters.ts";
import { imagePair, requireImages } from "../images.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

export interface GmsdOptions {
  /** Steadies the comparison, relative to maxValue squared. Default 0.0026. */
  readonly c?: number;
  /** Largest value of a pixel. Default 1. */
  readonly maxValue?: number;
}

/**
 * Gradient magnitude similarity deviation: how unevenly edges (Prewitt filter, after means of 2x2 pixels) differ in strength
 * over the image. The standard deviation over positions, averaged over channels.
 * @param yTrue images, [batch, channels, height, width] real, from 0 to maxValue; at least 2 pixels a side
 * @param yPred images, the same shape
 * @returns [batch], 0 for equal images
 * @throws ShapeError for images of other shapes
 */
export function gmsd(yTrue: Tensor, yPred: Tensor, { c = 0.0026, maxValue = 1 }: GmsdOptions = {}): Tensor {
  requireImages("gmsd", { yTrue, yPred });
  requireWindow("gmsd", yPred, 2);
  const strength = (image: Tensor): Tensor => edgeStrength(averagePool(image, { window: 2 }), prewitt);
  const [a, b] = [strength(yTrue), strength(yPred)];
  const steady = c * maxValue ** 2;
  // One minus the similarity deviates as much, and is exactly 0 where edges are equal.
  const gap = div(square(sub(a, b)), add(add(square(a), square(b)), steady));
  const centred = sub(gap, mean(gap, { axes: [2, 3], keepDims: true }));
  return mean(rootOrZero(mean(square(centred), { axes: [2, 3] })), { axes: 1 });
}

const prewitt: readonly number[] = [1 / 3, 1 / 3, 1 / 3];

const spec: LossSpec<GmsdOptions> = {
  fn: gmsd,
  aliases: ["GMSDLoss", "gradientMagnitudeSimilarityDeviation"],
  family: "image",
  tasks: ["restoration"],
  summary: "How unevenly edges differ in strength.",
  formula: "\\mathrm{std}_i \\frac{2 m_i \\hat m_i + c}{m_i^2 + \\hat m_i^2 + c}, \\quad m = \\lVert \\nabla y \\rVert",
  inputs: imagePair,
  values: "[batch]",
  params: {
    c: {
      kind: "number",
      default: 0.0026,
      above: 0,
      example: 0.01,
      doc: "Steadies the comparison, relative to maxValue squared.",
    },
    maxValue: { kind: "number", default: 1, above: 0, doc: "Largest value of a pixel, e.g. 255." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Xue et al. 2014, doi:10.1109/TIP.2013.2293423"],
  reference: {},
};
export default spec;
