import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { log } from "../../ops/exponential.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { countsFrom } from "../contrast.ts";
import { diagonal, dots } from "../pairwise.ts";
import { requireBoth } from "../relations.ts";
import type { LossSpec } from "../spec.ts";

export interface ProbabilisticKnowledgeTransferOptions {
  /** Added to every likeness before it is normalised, so that none is 0. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Probabilistic knowledge transfer: for each example, the probabilities with which the others are its neighbours, by their
 * cosines, follow the teacher's: their Kullback-Leibler divergence. Nothing flows back to the teacher. A batch of one does
 * not count.
 * @param yTrue the teacher's embeddings, [batch, teacherDim]
 * @param yPred the student's, [batch, studentDim]
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function probabilisticKnowledgeTransfer(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 1e-7 }: ProbabilisticKnowledgeTransferOptions = {},
): Tensor {
  const same = diagonal(yPred.shape[0] ?? 0);
  const [p, q] = requireBoth("probabilisticKnowledgeTransfer", yTrue, yPred).map((x) => {
    const unit = l2Normalize(x);
    const likeness = add(mul(add(dots(unit, unit), 1), 0.5), epsilon);
    return div(likeness, sum(select(same, 0, likeness), { axes: -1, keepDims: true }));
  }) as [Tensor, Tensor];
  return sum(select(same, 0, mul(p, sub(log(p), log(q)))), { axes: -1 });
}

const spec: LossSpec<ProbabilisticKnowledgeTransferOptions> = {
  fn: probabilisticKnowledgeTransfer,
  mask: (yTrue) => countsFrom(2, yTrue),
  aliases: ["PKT"],
  family: "distillation",
  tasks: ["distillation", "embeddings"],
  summary: "Examples have the same neighbours for the student as for the teacher.",
  formula:
    "\\sum_{j \\ne i} p_{j|i} \\log \\frac{p_{j|i}}{q_{j|i}}, \\quad p_{j|i} \\propto \\tfrac12 (1 + \\cos(t_i, t_j)) + \\epsilon",
  inputs: [
    { name: "yTrue", domain: "embedding", shape: "[batch, teacherDim]" },
    { name: "yPred", domain: "embedding", shape: "[batch, studentDim]", grad: true },
  ],
  params: { epsilon: { kind: "number", default: 1e-7, above: 0, example: 0.01, doc: "Added to every likeness." } },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Passalis and Tefas 2018, arXiv:1803.10837"],
  reference: {},
};
export default spec;
