import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { where } from "../../ops/compare.ts";
import { mean } from "../../ops/reduce.ts";
import { diagonal } from "../pairwise.ts";
import { pointDistances, pointSets, requirePoints } from "../points.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Energy distance of two samples: twice the mean distance between them, less the mean distances within each. 0 only for samples
 * of one distribution; it needs no bandwidth.
 * @param yTrue a sample for each example, [batch, points, dim] real
 * @param yPred samples, [batch, predictions, dim] real
 * @returns [batch]
 * @throws ShapeError when batch or dimension differ
 */
export function energyDistance(yTrue: Tensor, yPred: Tensor): Tensor {
  requirePoints("energyDistance", yTrue, yPred);
  const average = (x: Tensor): Tensor => mean(x, { axes: [1, 2] });
  // A point is 0 from itself, whatever rounding says.
  const within = (x: Tensor): Tensor => average(where(diagonal(x.shape[1] as number), 0, pointDistances(x, x)));
  return sub(mul(2, average(pointDistances(yTrue, yPred))), add(within(yTrue), within(yPred)));
}

const spec: LossSpec<Record<never, never>> = {
  fn: energyDistance,
  aliases: ["cramerDistance"],
  family: "registration",
  tasks: ["alignment", "generation"],
  summary: "Whether two samples are of one distribution, by distances.",
  formula:
    "2\\, \\mathbb{E} \\lVert y - \\hat y \\rVert - \\mathbb{E} \\lVert y - y' \\rVert - \\mathbb{E} \\lVert \\hat y - \\hat y' \\rVert",
  inputs: pointSets,
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "equal points",
      gradient: "0 from them",
      point: { inputs: { yTrue: [[[1]]], yPred: [[[1]]] }, gradients: { yPred: [[[0]]] } },
    },
  ],
  cite: ["Székely and Rizzo 2013, doi:10.1016/j.jspi.2013.03.018"],
  reference: {},
};
export default spec;
