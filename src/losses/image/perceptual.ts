import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { meanOfExample } from "../examples.ts";
import { type FeatureOptions, featuresParam, layerWeightsParam, overLayers } from "../features.ts";
import { imagePair } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface PerceptualOptions extends FeatureOptions {
  /** Channels of a position are brought to length 1 first. Default true. */
  readonly normalize?: boolean;
}

/**
 * Squared differences of features, summed over channels and averaged over positions, for each layer; the layers' weighted sum.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or features without channels
 */
export function perceptual(yTrue: Tensor, yPred: Tensor, options: PerceptualOptions = {}): Tensor {
  const { normalize = true } = options;
  const scaled = (x: Tensor): Tensor => (normalize ? l2Normalize(x, { axes: 1 }) : x);
  return overLayers("perceptual", { yTrue, yPred }, options, (wanted, seen) =>
    meanOfExample(sum(square(sub(scaled(seen), scaled(wanted))), { axes: 1 })),
  );
}

const spec: LossSpec<PerceptualOptions> = {
  fn: perceptual,
  aliases: ["PerceptualLoss", "lpips", "featureReconstruction"],
  family: "image",
  tasks: ["restoration", "generation", "compression"],
  summary: "Distance of what a network sees in two pictures.",
  formula:
    "\\sum_l \\frac{w_l}{H_l W_l} \\sum_{h,w} \\lVert \\bar\\phi^l_{hw}(\\hat y) - \\bar\\phi^l_{hw}(y) \\rVert_2^2",
  inputs: imagePair,
  values: "[batch]",
  params: {
    features: featuresParam,
    weights: layerWeightsParam,
    normalize: { kind: "flag", default: true, doc: "Channels of a position are brought to length 1 first." },
  },
  minimum: 0,
  kinks: [
    {
      at: "features of length 0 at a position, normalised",
      gradient: "0",
      point: { inputs: { yTrue: [[[[1]], [[2]]]], yPred: [[[[0]], [[0]]]] }, gradients: { yPred: [[[[0]], [[0]]]] } },
    },
  ],
  cite: ["Zhang et al. 2018, arXiv:1801.03924", "Johnson et al. 2016, arXiv:1603.08155"],
  reference: {
    monai: { name: "PerceptualLoss", differs: "brings networks with trained weights along; here `features` is yours" },
  },
};
export default spec;
