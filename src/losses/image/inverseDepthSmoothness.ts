import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, neg } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { meanOfExample } from "../examples.ts";
import { difference } from "../images.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Mean absolute change of inverse depth from pixel to pixel, less where the image has an edge: weighted by the exponential of
 * minus the image's mean change over its channels. One mean for each direction, added.
 * @param image [batch, channels, height, width] real, at least 2 pixels a side
 * @param yPred inverse depth, [batch, 1, height, width] real
 * @returns [batch]
 * @throws ShapeError when the sizes differ, or are below 2
 */
export function inverseDepthSmoothness(image: Tensor, yPred: Tensor): Tensor {
  bindFloats("inverseDepthSmoothness", {
    image: [image, "[batch, channels, height, width]"],
    yPred: [yPred, "[batch, 1, height, width]"],
  });
  const along = (axis: number): Tensor => {
    const weight = exp(neg(mean(abs(difference(image, axis)), { axes: 1, keepDims: true })));
    return meanOfExample(mul(weight, abs(difference(yPred, axis))));
  };
  return add(along(2), along(3));
}

const spec: LossSpec<Record<never, never>, [image: Tensor, yPred: Tensor]> = {
  fn: inverseDepthSmoothness,
  aliases: ["inverse_depth_smoothness_loss", "InverseDepthSmoothnessLoss", "edgeAwareSmoothness"],
  family: "image",
  tasks: ["smoothness"],
  summary: "Depth that changes where the image does.",
  formula:
    "\\frac{1}{n} \\sum_{i,j} |\\partial_x d_{ij}| e^{-|\\partial_x I_{ij}|} + |\\partial_y d_{ij}| e^{-|\\partial_y I_{ij}|}",
  inputs: [
    { name: "image", domain: "real", shape: "[batch, channels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, 1, height, width]", grad: true },
  ],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "equal neighbours",
      gradient: "0",
      point: { inputs: { image: [[[[1, 2]]]], yPred: [[[[3, 3]]]] }, gradients: { yPred: [[[[0, 0]]]] } },
    },
  ],
  cite: ["Godard et al. 2017, arXiv:1609.03677"],
  reference: {
    kornia: { name: "losses.InverseDepthSmoothnessLoss", differs: "takes the depth first, and averages the batch" },
  },
};
export default spec;
