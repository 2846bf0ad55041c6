import { sizeOf } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, div, neg, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { max, mean, min, softmax } from "../../ops/reduce.ts";
import { reshape } from "../../ops/structure.ts";
import { type FeatureOptions, featuresParam, layerWeightsParam, overLayers } from "../features.ts";
import { imagePair } from "../images.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface ContextualOptions extends FeatureOptions {
  /** Width of the similarity: the larger, the less the nearest features stand out. Default 0.5. */
  readonly bandwidth?: number;
}

/**
 * Minus the logarithm of the contextual similarity: each feature of yTrue should have one of yPred that is nearer to it than to
 * the others, wherever. Cosine distances of features less the mean of yTrue's, relative to the nearest. All positions are
 * compared with all: memory grows with the square of their number. The weighted sum over layers.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or features without channels
 */
export function contextual(yTrue: Tensor, yPred: Tensor, options: ContextualOptions = {}): Tensor {
  const { bandwidth = 0.5 } = options;
  return overLayers("contextual", { yTrue, yPred }, options, (wanted, seen) => {
    const centre = mean(wanted, { axes: axesFrom(wanted, 2), keepDims: true });
    const directions = (x: Tensor): Tensor => {
      const [batch, channels, ...space] = x.shape as [number, number, ...number[]];
      return l2Normalize(reshape(sub(x, centre), [batch, channels, sizeOf(space)]), { axes: 1 });
    };
    const distance = sub(1, matMul(transposeMatrix(directions(seen)), directions(wanted)));
    const relative = div(distance, add(min(distance, { axes: 2, keepDims: true }), 1e-5));
    const similarity = softmax(div(sub(1, relative), bandwidth), { axis: 2 });
    return neg(log(mean(max(similarity, { axes: 1 }), { axes: 1 })));
  });
}

const spec: LossSpec<ContextualOptions> = {
  fn: contextual,
  aliases: ["ContextualLoss"],
  family: "image",
  tasks: ["generation", "restoration"],
  summary: "The same features, not at the same places: images that are not aligned.",
  formula:
    "-\\log \\frac{1}{N} \\sum_j \\max_i \\mathrm{softmax}_j \\frac{1 - d_{ij} / (\\min_k d_{ik} + \\epsilon)}{h}",
  inputs: imagePair,
  values: "[batch]",
  sizes: { channels: 8, height: 3, width: 3 },
  params: {
    features: featuresParam,
    weights: layerWeightsParam,
    bandwidth: { kind: "number", default: 0.5, above: 0, doc: "Width of the similarity." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Mechrez et al. 2018, arXiv:1803.02077"],
  reference: {},
};
export default spec;
