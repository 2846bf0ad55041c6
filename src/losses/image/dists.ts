import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { meanOfExample } from "../examples.ts";
import { type FeatureOptions, featuresParam, layerWeightsParam, overLayers } from "../features.ts";
import { imagePair } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface DistsOptions extends FeatureOptions {
  /** Share of the means (texture); the rest is correlation (structure). Default 0.5. */
  readonly alpha?: number;
}

/**
 * One minus the similarity of textures (means) and structures (covariances) of whole feature maps, averaged over channels; the
 * weighted sum over layers. DISTS itself takes VGG's layers and the image, with trained weights for each channel.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or features without channels
 */
export function dists(yTrue: Tensor, yPred: Tensor, options: DistsOptions = {}): Tensor {
  const { alpha = 0.5 } = options;
  return overLayers("dists", { yTrue, yPred }, options, (wanted, seen) => {
    const axes = seen.shape.map((_, axis) => axis).slice(2);
    const average = (x: Tensor): Tensor => mean(x, { axes, keepDims: true });
    const [a, b] = [average(wanted), average(seen)];
    const [x, y] = [sub(wanted, a), sub(seen, b)];
    const ratio = (both: Tensor, squares: Tensor): Tensor => div(add(mul(2, both), 1e-6), add(squares, 1e-6));
    const texture = ratio(mul(a, b), add(square(a), square(b)));
    const structure = ratio(average(mul(x, y)), average(add(square(x), square(y))));
    return sub(1, meanOfExample(add(mul(alpha, texture), mul(1 - alpha, structure))));
  });
}

const spec: LossSpec<DistsOptions> = {
  fn: dists,
  aliases: ["deepImageStructureAndTextureSimilarity"],
  family: "image",
  tasks: ["restoration", "generation", "compression"],
  summary: "Structure and texture of feature maps, tolerant of resampled texture.",
  formula:
    "1 - \\frac{1}{C} \\sum_c \\alpha \\frac{2 \\mu_c \\hat\\mu_c + \\epsilon}{\\mu_c^2 + \\hat\\mu_c^2 + \\epsilon} + (1 - \\alpha) \\frac{2 \\sigma_{c\\hat c} + \\epsilon}{\\sigma_c^2 + \\hat\\sigma_c^2 + \\epsilon}",
  inputs: imagePair,
  values: "[batch]",
  params: {
    features: featuresParam,
    weights: layerWeightsParam,
    alpha: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the means." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Ding et al. 2020, arXiv:2004.07728"],
  reference: {},
};
export default spec;
