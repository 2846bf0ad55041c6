import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import * as boxes from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface WiouOptions {
  /** Added to denominators, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Wise-IoU loss, version 1: IoU loss times a factor from 1 to e that grows with the distance of the centres. The size of
 * the box around both is constant for differentiation.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function wiou(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: WiouOptions = {}): Tensor {
  const { target, predicted } = boxes.boxesOf("wiou", yTrue, yPred);
  const hull = boxes.hullOf(target, predicted);
  const [dx, dy] = boxes.offsetOf(target, predicted);
  const diagonal = stopGradient(add(square(boxes.widthOf(hull)), square(boxes.heightOf(hull))));
  const distance = boxes.safeRatio(mul(0.25, add(square(dx), square(dy))), diagonal, epsilon);
  return mul(exp(distance), sub(1, boxes.iouOf(target, predicted, epsilon).iou));
}

const spec: LossSpec<WiouOptions> = {
  fn: wiou,
  aliases: ["WIoULoss", "wiseIou", "wiou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU loss that counts more the farther the centres are apart.",
  formula: "e^{\\rho^2 / \\operatorname{const}(c^2)} (1 - \\mathrm{IoU})",
  inputs: [boxes.boxTarget, boxes.boxPrediction],
  params: { epsilon: boxes.epsilonParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Tong et al. 2023, arXiv:2301.10051"],
  reference: {},
};
export default spec;
