import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { type Box, boxesOf, boxPrediction, boxTarget, epsilonParam, heightOf, iouOf, widthOf } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface InnerIouOptions {
  /** Size of the boxes that are compared, over the size of those given: below 1 for good fits, above 1 for bad ones. Default 0.75. */
  readonly ratio?: number;
  /** Added to the union, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Inner-IoU loss: IoU loss of boxes scaled about their centres.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch], from 0 to 1
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function innerIou(yTrue: Tensor, yPred: Tensor, { ratio = 0.75, epsilon = 1e-7 }: InnerIouOptions = {}): Tensor {
  const { target, predicted } = boxesOf("innerIou", yTrue, yPred);
  const scaled = (box: Box): Box => {
    const [x, y] = [widthOf(box), heightOf(box)].map((side) => mul(0.5 * (1 - ratio), side)) as [Tensor, Tensor];
    return { x1: add(box.x1, x), y1: add(box.y1, y), x2: sub(box.x2, x), y2: sub(box.y2, y) };
  };
  return sub(1, iouOf(scaled(target), scaled(predicted), epsilon).iou);
}

const spec: LossSpec<InnerIouOptions> = {
  fn: innerIou,
  aliases: ["InnerIoULoss", "inner_iou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU of boxes made smaller or larger about their centres.",
  formula: "1 - \\mathrm{IoU}(r A, r B)",
  inputs: [boxTarget, boxPrediction],
  params: {
    ratio: { kind: "number", default: 0.75, above: 0, doc: "Size of the compared boxes over that of those given." },
    epsilon: epsilonParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zhang et al. 2023, arXiv:2311.02877"],
  reference: {},
};
export default spec;
