import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { boxesOf, boxPrediction, boxTarget, epsilonParam, iouOf } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface MpdiouOptions {
  /** Width of the picture, in the boxes' unit. Default 1. */
  readonly imageWidth?: number;
  /** Height of the picture, in the boxes' unit. Default 1. */
  readonly imageHeight?: number;
  /** Added to the union, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * IoU loss with the squared distances of the two corners over the squared diagonal of the picture.
 * @param yTrue x1, y1, x2, y2 in the unit of the picture's size, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function mpdiou(
  yTrue: Tensor,
  yPred: Tensor,
  { imageWidth = 1, imageHeight = 1, epsilon = 1e-7 }: MpdiouOptions = {},
): Tensor {
  const { target: a, predicted: b } = boxesOf("mpdiou", yTrue, yPred);
  const corners = [sub(b.x1, a.x1), sub(b.y1, a.y1), sub(b.x2, a.x2), sub(b.y2, a.y2)].map(square).reduce(add);
  return add(sub(1, iouOf(a, b, epsilon).iou), mul(corners, 1 / (imageWidth ** 2 + imageHeight ** 2)));
}

const spec: LossSpec<MpdiouOptions> = {
  fn: mpdiou,
  aliases: ["MPDIoULoss", "mpdiou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU and the distances of the corners.",
  formula: "1 - \\mathrm{IoU} + \\frac{d_1^2 + d_2^2}{W^2 + H^2}",
  inputs: [boxTarget, boxPrediction],
  params: {
    imageWidth: { kind: "number", default: 1, above: 0, doc: "Width of the picture, in the boxes' unit." },
    imageHeight: { kind: "number", default: 1, above: 0, doc: "Height of the picture, in the boxes' unit." },
    epsilon: epsilonParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Ma and Xu 2023, arXiv:2307.07662"],
  reference: {},
};
export default spec;
