import type { Tensor } from "../../core/tensor.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { boxesOf, boxPrediction, boxTarget, emptyShare, epsilonParam, iouOf } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface GiouOptions {
  /** Added to denominators, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Generalized IoU loss: IoU loss and the share of the box around both that neither covers, so that boxes apart are drawn
 * together.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch], from 0 to 2
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function giou(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: GiouOptions = {}): Tensor {
  const { target, predicted } = boxesOf("giou", yTrue, yPred);
  const { iou, union } = iouOf(target, predicted, epsilon);
  return add(sub(1, iou), emptyShare(target, predicted, union, epsilon));
}

const spec: LossSpec<GiouOptions> = {
  fn: giou,
  aliases: ["generalized_box_iou_loss", "generalizedBoxIou", "BoxGIoULoss", "GIoULoss", "giou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU of boxes that also draws boxes apart together.",
  formula:
    "1 - \\frac{|A \\cap B|}{|A \\cup B|} + \\frac{|C| - |A \\cup B|}{|C|}, \\quad C \\text{ the box around } A, B",
  inputs: [boxTarget, boxPrediction],
  params: { epsilon: epsilonParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Rezatofighi et al. 2019, arXiv:1902.09630"],
  reference: { torchvision: "generalized_box_iou_loss", monai: "BoxGIoULoss" },
};
export default spec;
