import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample, sumOfExample } from "../examples.ts";
import { type FeatureOptions, featuresParam, layerWeightsParam, overLayers } from "../features.ts";
import { imagePair } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface ContentOptions extends FeatureOptions {
  /** The mean of squares instead of half their sum. Default false. */
  readonly average?: boolean;
}

/**
 * Half the sum of squared differences of features; the weighted sum over layers.
 * @param yTrue content images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or features without channels
 */
export function content(yTrue: Tensor, yPred: Tensor, options: ContentOptions = {}): Tensor {
  const { average = false } = options;
  return overLayers("content", { yTrue, yPred }, options, (wanted, seen) => {
    const squares = square(sub(seen, wanted));
    return average ? meanOfExample(squares) : mul(0.5, sumOfExample(squares));
  });
}

const spec: LossSpec<ContentOptions> = {
  fn: content,
  aliases: ["contentLoss"],
  family: "image",
  tasks: ["generation", "guidance"],
  summary: "What is where: features position by position.",
  formula: "\\sum_l \\frac{w_l}{2} \\sum_{i,j} (\\hat F^l_{ij} - F^l_{ij})^2",
  inputs: imagePair,
  values: "[batch]",
  params: {
    features: featuresParam,
    weights: layerWeightsParam,
    average: { kind: "flag", default: false, doc: "The mean of squares instead of half their sum." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Gatys et al. 2016, doi:10.1109/CVPR.2016.265"],
  reference: {},
};
export default spec;
