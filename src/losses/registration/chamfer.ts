import type { Tensor } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { mean, min } from "../../ops/reduce.ts";
import { pointDistances, pointSets, requirePoints, squaredPointDistances } from "../points.ts";
import type { LossSpec } from "../spec.ts";

export interface ChamferOptions {
  /** Squared distances. Default true. */
  readonly squared?: boolean;
}

/**
 * Chamfer distance of two sets of points: from each point of one to the nearest of the other, averaged, both ways, added.
 * Nearest points at one distance share the gradient.
 * @param yTrue points, [batch, points, dim] real
 * @param yPred points, [batch, predictions, dim] real
 * @returns [batch]
 * @throws ShapeError when batch or dimension differ
 */
export function chamfer(yTrue: Tensor, yPred: Tensor, { squared = true }: ChamferOptions = {}): Tensor {
  requirePoints("chamfer", yTrue, yPred);
  const apart = squared ? squaredPointDistances(yTrue, yPred) : pointDistances(yTrue, yPred);
  return add(mean(min(apart, { axes: 2 }), { axes: 1 }), mean(min(apart, { axes: 1 }), { axes: 1 }));
}

const spec: LossSpec<ChamferOptions> = {
  fn: chamfer,
  aliases: ["ChamferLoss", "chamferDistance"],
  family: "registration",
  tasks: ["alignment", "generation"],
  summary: "How far points are from the nearest of the other set, on average.",
  formula:
    "\\frac{1}{n} \\sum_i \\min_j \\lVert y_i - \\hat y_j \\rVert^2 + \\frac{1}{m} \\sum_j \\min_i \\lVert y_i - \\hat y_j \\rVert^2",
  inputs: pointSets,
  values: "[batch]",
  params: { squared: { kind: "flag", default: true, doc: "Squared distances." } },
  minimum: 0,
  kinks: [
    {
      at: "two nearest points",
      gradient: "shared",
      point: { inputs: { yTrue: [[[0]]], yPred: [[[1], [-1]]] }, gradients: { yPred: [[[2], [-2]]] } },
    },
  ],
  cite: ["Fan et al. 2017, arXiv:1612.00603"],
  reference: {},
};
export default spec;
