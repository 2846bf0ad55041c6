import type { Tensor } from "../../core/tensor.ts";
import { boxesOf, boxPrediction, boxTarget, efficientIouOf, epsilonParam } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface EiouOptions {
  /** Added to denominators, in squares of the boxes' unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Efficient IoU loss: distance IoU loss and the squared differences of width and height over those of the box around both.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function eiou(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: EiouOptions = {}): Tensor {
  const { target, predicted } = boxesOf("eiou", yTrue, yPred);
  return efficientIouOf(target, predicted, epsilon).loss;
}

const spec: LossSpec<EiouOptions> = {
  fn: eiou,
  aliases: ["EIoULoss", "eiou_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "IoU, distance of the centres and differences of width and height.",
  formula:
    "1 - \\mathrm{IoU} + \\frac{\\rho^2}{c^2} + \\frac{(w - \\hat{w})^2}{c_w^2} + \\frac{(h - \\hat{h})^2}{c_h^2}",
  inputs: [boxTarget, boxPrediction],
  params: { epsilon: epsilonParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zhang et al. 2022, arXiv:2101.08158"],
  reference: {},
};
export default spec;
