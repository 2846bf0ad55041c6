import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, sqrt, square } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { meanOfExample } from "../examples.ts";
import { requireWindow } from "../filters.ts";
import { difference, wideDifference } from "../images.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface FlowSmoothnessOptions {
  /** 1: differences of neighbours; 2: differences of these, so that what changes steadily is smooth. Default 1. */
  readonly order?: number;
  /** How much an edge of the image forgives: weights are exp(-edgeWeight · mean change). Default 150. */
  readonly edgeWeight?: number;
}

/**
 * Edge-aware smoothness of optical flow: a robust absolute value √(x² + 0.001²) of its differences, less where the image has an
 * edge; averaged over positions and components, then over both directions.
 * @param image [batch, channels, height, width] real, from 0 to 1, more than `order` pixels a side
 * @param yPred flow, [batch, 2, height, width] real, in pixels
 * @returns [batch]
 * @throws ShapeError when the sizes differ, or are too small
 */
export function flowSmoothness(image: Tensor, yPred: Tensor, options: FlowSmoothnessOptions = {}): Tensor {
  const { order = 1, edgeWeight = 150 } = options;
  bindFloats("flowSmoothness", {
    image: [image, "[batch, channels, height, width]"],
    yPred: [yPred, "[batch, 2, height, width]"],
  });
  requireWindow("flowSmoothness", yPred, order + 1);
  const along = (axis: number): Tensor => {
    // Of second differences the middle pixel's edges count: those to both sides of it.
    const edges = order === 1 ? difference(image, axis) : mul(0.5, wideDifference(image, axis));
    const weight = exp(mul(-edgeWeight, mean(abs(edges), { axes: 1, keepDims: true })));
    const change = order === 1 ? difference(yPred, axis) : difference(difference(yPred, axis), axis);
    return meanOfExample(mul(weight, sqrt(add(square(change), 1e-6))));
  };
  return mul(0.5, add(along(2), along(3)));
}

const spec: LossSpec<FlowSmoothnessOptions, [image: Tensor, yPred: Tensor]> = {
  fn: flowSmoothness,
  aliases: ["opticalFlowSmoothness"],
  family: "image",
  tasks: ["smoothness", "alignment"],
  summary: "Flow that changes where the image does.",
  formula: "\\frac{1}{n} \\sum_i e^{-\\lambda |\\partial I_i|} \\sqrt{(\\partial^k u_i)^2 + \\epsilon^2}",
  inputs: [
    { name: "image", domain: "real", shape: "[batch, channels, height, width]", min: 0, max: 1 },
    { name: "yPred", domain: "real", shape: "[batch, 2, height, width]", grad: true },
  ],
  values: "[batch]",
  params: {
    order: { kind: "integer", default: 1, min: 1, max: 2, doc: "Order of the differences." },
    edgeWeight: { kind: "number", default: 150, min: 0, example: 2, doc: "How much an edge of the image forgives." },
  },
  // The root's corner at 0 is narrow: slopes near it keep few digits of the differences they come from.
  rounding: 1e-4,
  minimum: 0,
  kinks: [],
  cite: ["Jonschkowski et al. 2020, arXiv:2006.04902"],
  reference: {},
};
export default spec;
