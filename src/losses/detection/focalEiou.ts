import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { boxesOf, boxPrediction, boxTarget, efficientIouOf, epsilonParam } from "../boxes.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface FocalEiouOptions {
  /** Power of the IoU: the larger, the less boxes count that fit badly. Default 0.5. */
  readonly gamma?: number;
  /** Added to denominators, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Efficient IoU loss that weighs as a power of the IoU, which is constant for differentiation: boxes that fit badly count
 * little, and those that do not touch nothing.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function focalEiou(
  yTrue: Tensor,
  yPred: Tensor,
  { gamma = 0.5, epsilon = 1e-7 }: FocalEiouOptions = {},
): Tensor {
  const { target, predicted } = boxesOf("focalEiou", yTrue, yPred);
  const { loss, iou } = efficientIouOf(target, predicted, epsilon);
  return mul(stopGradient(powerOrZero(iou, gamma)), loss);
}

const spec: LossSpec<FocalEiouOptions> = {
  fn: focalEiou,
  aliases: ["FocalEIoULoss", "focal_eiou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "Efficient IoU loss in which boxes that fit well count most.",
  formula: "\\mathrm{IoU}^{\\gamma} \\, \\mathrm{EIoU}",
  inputs: [boxTarget, boxPrediction],
  params: {
    gamma: { kind: "number", default: 0.5, min: 0, doc: "Power of the IoU." },
    epsilon: epsilonParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zhang et al. 2022, arXiv:2101.08158"],
  reference: {},
};
export default spec;
