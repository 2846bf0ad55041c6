import type { Tensor } from "../../core/tensor.ts";
import { abs, add, maximum, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { divideOrZero, expm1 } from "../../ops/exponential.ts";
import * as boxes from "../boxes.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface SiouOptions {
  /** Power of the shape cost, from 2 to 6. Default 4. */
  readonly theta?: number;
  /** Added to the union and to squares of sides, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * SIoU loss: IoU loss, the distance of the centres, which counts more the more diagonal it is, and the difference of the
 * shapes.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function siou(yTrue: Tensor, yPred: Tensor, { theta = 4, epsilon = 1e-7 }: SiouOptions = {}): Tensor {
  const { target, predicted } = boxes.boxesOf("siou", yTrue, yPred);
  const hull = boxes.hullOf(target, predicted);
  const [dx, dy] = boxes.offsetOf(target, predicted);
  // sin(2 arcsin(|dy| / d)): 0 along an axis, 1 on the diagonal.
  const angle = divideOrZero(mul(2, mul(abs(dx), abs(dy))), add(square(dx), square(dy)));
  const gathered = (d: Tensor, side: Tensor): Tensor => {
    const share = boxes.safeRatio(mul(0.25, square(d)), square(side), epsilon);
    return neg(expm1(mul(sub(angle, 2), share)));
  };
  const shape = (side: (box: boxes.Box) => Tensor): Tensor => {
    const [a, b] = [side(target), side(predicted)];
    return powerOrZero(neg(expm1(neg(divideOrZero(abs(sub(a, b)), maximum(a, b))))), theta);
  };
  const distance = add(gathered(dx, boxes.widthOf(hull)), gathered(dy, boxes.heightOf(hull)));
  const shapes = add(shape(boxes.widthOf), shape(boxes.heightOf));
  return add(sub(1, boxes.iouOf(target, predicted, epsilon).iou), mul(0.5, add(distance, shapes)));
}

const spec: LossSpec<SiouOptions> = {
  fn: siou,
  aliases: ["SIoULoss", "siou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU, distance by direction and difference of shapes.",
  formula:
    "1 - \\mathrm{IoU} + \\tfrac12 \\sum_{t \\in \\{x, y\\}} \\big( 1 - e^{-(2 - \\Lambda) d_t^2 / c_t^2} \\big) + \\tfrac12 \\sum_{s \\in \\{w, h\\}} \\big( 1 - e^{-|s - \\hat{s}| / \\max(s, \\hat{s})} \\big)^{\\theta}, \\quad \\Lambda = \\frac{2 |d_x d_y|}{d_x^2 + d_y^2}",
  inputs: [boxes.boxTarget, boxes.boxPrediction],
  params: {
    theta: { kind: "number", default: 4, above: 0, doc: "Power of the shape cost." },
    epsilon: boxes.epsilonParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Gevorgyan 2022, arXiv:2205.12740"],
  reference: {},
};
export default spec;
