import type { Tensor } from "../../core/tensor.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { boxesOf, boxPrediction, boxTarget, centreShare, epsilonParam, iouOf } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface DiouOptions {
  /** Added to denominators, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Distance IoU loss: IoU loss and the squared distance of the centres over the squared diagonal of the box around both.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch], from 0 to 2
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function diou(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: DiouOptions = {}): Tensor {
  const { target, predicted } = boxesOf("diou", yTrue, yPred);
  return add(sub(1, iouOf(target, predicted, epsilon).iou), centreShare(target, predicted, epsilon));
}

const spec: LossSpec<DiouOptions> = {
  fn: diou,
  aliases: ["distance_box_iou_loss", "distanceBoxIou", "DIoULoss", "diou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU and distance of the centres.",
  formula: "1 - \\frac{|A \\cap B|}{|A \\cup B|} + \\frac{\\rho^2}{c^2}",
  inputs: [boxTarget, boxPrediction],
  params: { epsilon: epsilonParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zheng et al. 2020, arXiv:1911.08287"],
  reference: { torchvision: "distance_box_iou_loss" },
};
export default spec;
