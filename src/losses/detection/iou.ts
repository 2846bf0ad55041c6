import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { boxesOf, boxPrediction, boxTarget, epsilonParam, iouOf } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface IouOptions {
  /** Added to the union, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * 1 less the intersection over union of two boxes. Boxes that do not touch have no gradient: giou and diou have.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch], from 0 to 1
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function iou(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: IouOptions = {}): Tensor {
  const { target, predicted } = boxesOf("iou", yTrue, yPred);
  return sub(1, iouOf(target, predicted, epsilon).iou);
}

const spec: LossSpec<IouOptions> = {
  fn: iou,
  aliases: ["IoULoss", "iou_loss", "boxIou"],
  family: "detection",
  tasks: ["boxes"],
  summary: "Intersection over union of two boxes.",
  formula: "1 - \\frac{|A \\cap B|}{|A \\cup B|}",
  inputs: [boxTarget, boxPrediction],
  params: { epsilon: epsilonParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Yu et al. 2016, arXiv:1608.01471", "Rezatofighi et al. 2019, arXiv:1902.09630"],
  reference: {},
};
export default spec;
