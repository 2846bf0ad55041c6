import type { Tensor } from "../../core/tensor.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { areaOf, boxesOf, boxPrediction, boxTarget, intersectionOf } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface IouLogOptions {
  /** Added to intersection and union, in squares of the boxes' unit: what keeps the logarithm finite. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * UnitBox's loss: -log of the intersection over union, steepest where boxes hardly touch.
 * @param yTrue x1, y1, x2, y2 in any unit, [batch, 4]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function iouLog(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: IouLogOptions = {}): Tensor {
  const { target, predicted } = boxesOf("iouLog", yTrue, yPred);
  const both = intersectionOf(target, predicted);
  const union = sub(add(areaOf(target), areaOf(predicted)), both);
  return sub(log(add(union, epsilon)), log(add(both, epsilon)));
}

const spec: LossSpec<IouLogOptions> = {
  fn: iouLog,
  aliases: ["UnitBox", "unitBoxLoss", "logIou"],
  family: "detection",
  tasks: ["boxes"],
  summary: "Negative logarithm of the intersection over union.",
  formula: "-\\log \\frac{|A \\cap B|}{|A \\cup B|}",
  inputs: [boxTarget, boxPrediction],
  params: { epsilon: { kind: "number", default: 1e-7, above: 0, doc: "Added to intersection and union." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Yu et al. 2016, arXiv:1608.01471"],
  reference: {},
};
export default spec;
