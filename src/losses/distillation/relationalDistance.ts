import type { Tensor } from "../../core/tensor.ts";
import { div, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { countsFrom } from "../contrast.ts";
import { errorCost } from "../elementwise.ts";
import { relativeDistances, requireBoth } from "../relations.ts";
import type { LossSpec } from "../spec.ts";

/** The distance-wise part of relational distillation has no options. */
export type RelationalDistanceOptions = Readonly<Record<never, never>>;

/**
 * Relational distillation of distances: examples are as far apart for the student as for the teacher, in units of each
 * one's mean distance in the batch; differences go through Huber's function. Nothing flows back to the teacher. A batch of
 * one does not count.
 * @param yTrue the teacher's embeddings, [batch, teacherDim]
 * @param yPred the student's, [batch, studentDim]
 * @returns [batch]: the mean over the other examples
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function relationalDistance(yTrue: Tensor, yPred: Tensor): Tensor {
  const [teacher, student] = requireBoth("relationalDistance", yTrue, yPred);
  const error = sub(relativeDistances(student), relativeDistances(teacher));
  return div(sum(errorCost(error, 1), { axes: -1 }), Math.max((yPred.shape[0] as number) - 1, 1));
}

const spec: LossSpec<RelationalDistanceOptions> = {
  fn: relationalDistance,
  mask: (yTrue) => countsFrom(2, yTrue),
  aliases: ["RKDDistance"],
  family: "distillation",
  tasks: ["distillation", "embeddings"],
  summary: "Examples are as far apart for the student as for the teacher.",
  formula:
    "\\frac{1}{n - 1} \\sum_{j \\ne i} H_1\\left(\\frac{\\|s_i - s_j\\|}{\\mu_S} - \\frac{\\|t_i - t_j\\|}{\\mu_T}\\right)",
  inputs: [
    { name: "yTrue", domain: "embedding", shape: "[batch, teacherDim]" },
    { name: "yPred", domain: "embedding", shape: "[batch, studentDim]", grad: true },
  ],
  params: {},
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [
    {
      at: "equal embeddings",
      gradient: "0 of their distance",
      point: { inputs: { yTrue: [[0], [1]], yPred: [[2], [2]] }, gradients: { yPred: [[0], [0]] } },
    },
  ],
  cite: ["Park et al. 2019, arXiv:1904.05068"],
  reference: {},
};
export default spec;
