import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import {
  aspectDifference,
  boxesOf,
  boxPrediction,
  boxTarget,
  centreShare,
  epsilonParam,
  iouOf,
  safeRatio,
} from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface CiouOptions {
  /** Added to denominators, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Complete IoU loss: distance IoU loss and the difference of the aspect ratios, which counts the more the better the boxes
 * overlap (a factor that is constant for differentiation). A box of no height has an aspect like any other.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function ciou(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: CiouOptions = {}): Tensor {
  const { target, predicted } = boxesOf("ciou", yTrue, yPred);
  const loss = sub(1, iouOf(target, predicted, epsilon).iou);
  const aspect = aspectDifference(target, predicted);
  const alpha = stopGradient(safeRatio(aspect, add(loss, aspect), epsilon));
  return add(add(loss, centreShare(target, predicted, epsilon)), mul(alpha, aspect));
}

const spec: LossSpec<CiouOptions> = {
  fn: ciou,
  aliases: ["complete_box_iou_loss", "completeBoxIou", "CIoULoss", "ciou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU, distance of the centres and difference of the aspect ratios.",
  formula:
    "1 - \\mathrm{IoU} + \\frac{\\rho^2}{c^2} + \\alpha v, \\quad v = \\frac{4}{\\pi^2} \\Big( \\arctan \\frac{w}{h} - \\arctan \\frac{\\hat{w}}{\\hat{h}} \\Big)^2, \\; \\alpha = \\frac{v}{1 - \\mathrm{IoU} + v}",
  inputs: [boxTarget, boxPrediction],
  params: { epsilon: epsilonParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zheng et al. 2020, arXiv:1911.08287"],
  reference: {
    torchvision: {
      name: "complete_box_iou_loss",
      differs: "NaN for a point, and keeps its default eps in the distance part",
    },
  },
};
export default spec;
