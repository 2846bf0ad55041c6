import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { divideOrZero, expm1 } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { keypointPrecision } from "../keypoints.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface OksOptions {
  /** How uncertain each keypoint is, over the root of the object's area: COCO's sigmas, or one for all. Default 0.05. */
  readonly sigmas?: number | readonly number[];
  /** Added to areas, in squares of the keypoints' unit. Default 1e-9. */
  readonly epsilon?: number;
}

type Inputs = [yTrue: Tensor, visible: Tensor, area: Tensor, yPred: Tensor];

/**
 * 1 less the object keypoint similarity of COCO, averaged over the visible keypoints.
 * @param yTrue places of keypoints, [batch, points, 2]
 * @param visible 1 where a keypoint is labelled, 0 where not, [batch, points]
 * @param area of the object, in squares of the keypoints' unit, [batch]
 * @param yPred the shape of yTrue
 * @returns [batch], from 0 to 1; 0 for an object without visible keypoints
 * @throws ShapeError when the shapes do not fit; ArgumentError for another number of sigmas than of keypoints
 */
export function oks(...given: [...Inputs, options?: OksOptions]): Tensor {
  const [yTrue, visible, area, yPred, { sigmas = 0.05, epsilon = 1e-9 } = {}] = given;
  const places = "[batch, points, 2]";
  const { points = 0 } = bindFloats("oks", {
    yTrue: [yTrue, places],
    yPred: [yPred, places],
    visible: [visible, "[batch, points]"],
    area: [area, "[batch]"],
  });
  const spread = keypointPrecision("oks", sigmas, points, yPred);
  const distance = div(sum(square(sub(yPred, yTrue)), { axes: 2 }), expandDims(add(area, epsilon), 1));
  const missed = mul(visible, neg(expm1(neg(mul(distance, spread)))));
  return divideOrZero(sum(missed, { axes: 1 }), sum(visible, { axes: 1 }));
}

const spec: LossSpec<OksOptions, Inputs> = {
  fn: oks,
  aliases: ["OKSLoss", "oks_loss", "keypointSimilarity"],
  family: "detection",
  tasks: ["boxes"],
  summary: "Keypoint similarity, by the object's size and each keypoint's uncertainty.",
  formula: "1 - \\frac{\\sum_i v_i \\exp\\big( -\\|k_i - \\hat{k}_i\\|^2 / (8 \\sigma_i^2 a) \\big)}{\\sum_i v_i}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, points, 2]" },
    { name: "visible", domain: "binary", shape: "[batch, points]", min: 0, max: 1 },
    { name: "area", domain: "positive", shape: "[batch]", min: 0 },
    { name: "yPred", domain: "real", shape: "[batch, points, 2]", grad: true },
  ],
  params: {
    sigmas: {
      kind: "numbers",
      scalar: true,
      default: 0.05,
      above: 0,
      example: [0.3, 0.5, 1],
      doc: "Uncertainty of each.",
    },
    epsilon: { kind: "number", default: 1e-9, above: 0, doc: "Added to areas." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Maji et al. 2022, arXiv:2204.06806"],
  reference: {},
};
export default spec;
