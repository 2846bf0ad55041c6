import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, clip, div, neg, sub } from "../../ops/arithmetic.ts";
import { divideOrZero, log1p } from "../../ops/exponential.ts";
import { areaOf, boxesOf, boxPrediction, intersectionOf } from "../boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface RepulsionOptions {
  /** Share from which the logarithm goes on as a line: the lower, the less a box counts that is all but inside. Default 0.5. */
  readonly sigma?: number;
}

/**
 * Repulsion from a neighbour's target: how much of it the prediction covers. It stands beside a loss of the prediction's own
 * target, and keeps boxes in a crowd from moving to the next one.
 * @param other the target, not the prediction's own, that overlaps it most: x1, y1, x2, y2, [batch, 4]; one that does not
 *   touch it counts nothing
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 4]
 */
export function repulsion(other: Tensor, yPred: Tensor, { sigma = 0.5 }: RepulsionOptions = {}): Tensor {
  const { target, predicted } = boxesOf("repulsion", other, yPred, "other");
  const covered = divideOrZero(intersectionOf(target, predicted), areaOf(target));
  const held = clip(covered, 0, sigma);
  return add(neg(log1p(neg(held))), div(relu(sub(covered, sigma)), 1 - sigma));
}

const spec: LossSpec<RepulsionOptions, [other: Tensor, yPred: Tensor]> = {
  fn: repulsion,
  aliases: ["RepulsionLoss", "repGt", "repulsion_loss"],
  family: "detection",
  tasks: ["boxes"],
  summary: "Keeps a box from covering its neighbour's target.",
  formula:
    "\\begin{cases} -\\log(1 - g) & g \\le \\sigma \\\\ \\frac{g - \\sigma}{1 - \\sigma} - \\log(1 - \\sigma) & g > \\sigma \\end{cases}, \\quad g = \\frac{|A \\cap B|}{|A|}",
  inputs: [{ name: "other", domain: "box", shape: "[batch, 4]" }, boxPrediction],
  params: { sigma: { kind: "number", default: 0.5, min: 0, below: 1, doc: "Where the logarithm goes on as a line." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2018, arXiv:1711.07752"],
  reference: {},
};
export default spec;
