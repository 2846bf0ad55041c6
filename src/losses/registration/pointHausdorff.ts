import type { Tensor } from "../../core/tensor.ts";
import { maximum } from "../../ops/arithmetic.ts";
import { max, min } from "../../ops/reduce.ts";
import { rootOrZero } from "../norms.ts";
import { pointSets, requirePoints, squaredPointDistances } from "../points.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Hausdorff distance of two sets of points: how far the worst point of either is from the nearest of the other. Equal extremes
 * share the gradient.
 * @param yTrue points, [batch, points, dim] real
 * @param yPred points, [batch, predictions, dim] real
 * @returns [batch]
 * @throws ShapeError when batch or dimension differ
 */
export function pointHausdorff(yTrue: Tensor, yPred: Tensor): Tensor {
  requirePoints("pointHausdorff", yTrue, yPred);
  const apart = squaredPointDistances(yTrue, yPred);
  const worst = (axis: number): Tensor => max(min(apart, { axes: axis }), { axes: 1 });
  return rootOrZero(maximum(worst(2), worst(1)));
}

const spec: LossSpec<Record<never, never>> = {
  fn: pointHausdorff,
  aliases: ["hausdorffPoints"],
  family: "registration",
  tasks: ["alignment"],
  summary: "How far the worst point is from the nearest of the other set.",
  formula:
    "\\max\\{\\max_i \\min_j \\lVert y_i - \\hat y_j \\rVert,\\; \\max_j \\min_i \\lVert y_i - \\hat y_j \\rVert\\}",
  inputs: pointSets,
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "equal sets",
      gradient: "0",
      point: { inputs: { yTrue: [[[1, 2]]], yPred: [[[1, 2]]] }, gradients: { yPred: [[[0, 0]]] } },
    },
  ],
  cite: ["Huttenlocher et al. 1993, doi:10.1109/34.232073"],
  reference: {},
};
export default spec;
