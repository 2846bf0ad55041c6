import { sizeOf } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { div, square, sub } from "../../ops/arithmetic.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { reshape } from "../../ops/structure.ts";
import { sumOfExample } from "../examples.ts";
import { type FeatureOptions, featuresParam, layerWeightsParam, overLayers } from "../features.ts";
import { imagePair } from "../images.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Squared differences of Gram matrices, of which channels occur together wherever they do: 1/(4 C²) of their sum, the matrices
 * divided by the number of positions. The weighted sum over layers.
 * @param yTrue style images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or features without channels
 */
export function gramStyle(yTrue: Tensor, yPred: Tensor, options: FeatureOptions = {}): Tensor {
  return overLayers("gramStyle", { yTrue, yPred }, options, (wanted, seen) => {
    const gap = sub(gram(seen), gram(wanted));
    return div(sumOfExample(square(gap)), 4 * (seen.shape[1] as number) ** 2);
  });
}

function gram(x: Tensor): Tensor {
  const [batch, channels, ...space] = x.shape as [number, number, ...number[]];
  const positions = sizeOf(space);
  const flat = reshape(x, [batch, channels, positions]);
  return matMul(div(flat, positions), transposeMatrix(flat));
}

const spec: LossSpec<FeatureOptions> = {
  fn: gramStyle,
  aliases: ["styleLoss", "gram", "gramMatrixLoss"],
  family: "image",
  tasks: ["generation", "guidance"],
  summary: "Textures: which features occur together, not where.",
  formula: "\\sum_l \\frac{w_l}{4 C_l^2 M_l^2} \\lVert F_l F_l^\\top - \\hat F_l \\hat F_l^\\top \\rVert_F^2",
  inputs: imagePair,
  values: "[batch]",
  params: { features: featuresParam, weights: layerWeightsParam },
  minimum: 0,
  kinks: [],
  cite: ["Gatys et al. 2016, doi:10.1109/CVPR.2016.265"],
  reference: {},
};
export default spec;
