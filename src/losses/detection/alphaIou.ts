import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import * as boxes from "../boxes.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface AlphaIouOptions {
  /** Power of the IoU and of the penalties: above 1 for boxes that fit well. Default 3. */
  readonly alpha?: number;
  /** Whose penalties are added: "none", "giou", "diou" or "ciou". Default "none". */
  readonly penalty?: "none" | "giou" | "diou" | "ciou";
  /** Added to denominators, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Alpha-IoU loss: powers of the IoU and of the penalties of its relatives.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function alphaIou(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 3, penalty = "none", epsilon = 1e-7 }: AlphaIouOptions = {},
): Tensor {
  const { target, predicted } = boxes.boxesOf("alphaIou", yTrue, yPred);
  const { iou, union } = boxes.iouOf(target, predicted, epsilon);
  const loss = sub(1, powerOrZero(iou, alpha));
  if (penalty === "none") return loss;
  if (penalty === "giou") return add(loss, powerOrZero(boxes.emptyShare(target, predicted, union, epsilon), alpha));
  const distant = add(loss, powerOrZero(boxes.centreShare(target, predicted, epsilon), alpha));
  if (penalty === "diou") return distant;
  const aspect = boxes.aspectDifference(target, predicted);
  const weight = stopGradient(boxes.safeRatio(aspect, add(sub(1, iou), aspect), epsilon));
  return add(distant, powerOrZero(mul(weight, aspect), alpha));
}

const spec: LossSpec<AlphaIouOptions> = {
  fn: alphaIou,
  aliases: ["AlphaIoULoss", "alpha_iou_loss"],
  family: "detection",
  tasks: ["boxes", "noise"],
  summary: "Powers of the IoU and its penalties.",
  formula: "1 - \\mathrm{IoU}^{\\alpha} + P^{\\alpha}",
  inputs: [boxes.boxTarget, boxes.boxPrediction],
  params: {
    alpha: { kind: "number", default: 3, above: 0, doc: "Power of IoU and penalties." },
    penalty: {
      kind: "choice",
      default: "none",
      choices: ["none", "giou", "diou", "ciou"],
      example: "ciou",
      doc: "Whose penalties are added.",
    },
    epsilon: boxes.epsilonParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["He et al. 2021, arXiv:2110.13675"],
  reference: {},
};
export default spec;
