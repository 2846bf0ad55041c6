import type { Tensor } from "../../core/tensor.ts";
import { div, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { where as select } from "../../ops/compare.ts";
import { matMul, transposeMatrix } from "../../ops/matmul.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { countsFrom } from "../contrast.ts";
import { errorCost } from "../elementwise.ts";
import { diagonal } from "../pairwise.ts";
import { requireBoth } from "../relations.ts";
import type { LossSpec } from "../spec.ts";

/** The angle-wise part of relational distillation has no options. */
export type RelationalAngleOptions = Readonly<Record<never, never>>;

/**
 * Relational distillation of angles: seen from an example, any two others lie at the same angle for the student as for the
 * teacher; differences of cosines go through Huber's function. Memory grows with the cube of the batch. Nothing flows back
 * to the teacher. Batches of fewer than three do not count.
 * @param yTrue the teacher's embeddings, [batch, teacherDim]
 * @param yPred the student's, [batch, studentDim]
 * @returns [batch]: the mean over pairs of other examples
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function relationalAngle(yTrue: Tensor, yPred: Tensor): Tensor {
  const [teacher, student] = requireBoth("relationalAngle", yTrue, yPred).map((x) => {
    const towards = l2Normalize(sub(expandDims(x, 0), expandDims(x, 1)));
    return matMul(towards, transposeMatrix(towards));
  }) as [Tensor, Tensor];
  const batch = yPred.shape[0] as number;
  const errors = select(diagonal(batch), 0, errorCost(sub(student, teacher), 1));
  return div(sum(errors, { axes: [1, 2] }), Math.max((batch - 1) * (batch - 2), 1));
}

const spec: LossSpec<RelationalAngleOptions> = {
  fn: relationalAngle,
  mask: (yTrue) => countsFrom(3, yTrue),
  aliases: ["RKDAngle"],
  family: "distillation",
  tasks: ["distillation", "embeddings"],
  summary: "Examples lie at the same angles for the student as for the teacher.",
  formula:
    "\\frac{1}{(n - 1)(n - 2)} \\sum_{j \\ne k} H_1\\left(\\cos \\angle s_j s_i s_k - \\cos \\angle t_j t_i t_k\\right)",
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
      gradient: "0 of their direction",
      point: { inputs: { yTrue: [[0], [1], [3]], yPred: [[2], [2], [2]] }, gradients: { yPred: [[0], [0], [0]] } },
    },
  ],
  cite: ["Park et al. 2019, arXiv:1904.05068"],
  reference: {},
};
export default spec;
