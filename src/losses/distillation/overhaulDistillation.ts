import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { indicator, lessEqual, logicalAnd, logicalNot } from "../../ops/compare.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** The partial distance of feature distillation has no options. */
export type OverhaulDistillationOptions = Readonly<Record<never, never>>;

/**
 * Partial squared distance of features before the activation: where the teacher is not active, the student may be as low as
 * it likes. Averaged over the last axis. Nothing flows back to the teacher; the paper first cuts its negative values off at
 * each channel's mean of them.
 * @param yTrue the teacher's features before the activation, [batch, ..., n]
 * @param yPred the student's, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ, DTypeError unless both are floats of one dtype
 */
export function overhaulDistillation(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("overhaulDistillation", yTrue, yPred);
  const isFree = logicalAnd(lessEqual(yPred, yTrue), lessEqual(yTrue, 0));
  const counts = stopGradient(indicator(logicalNot(isFree), yPred));
  return meanLastAxis(mul(counts, square(sub(yPred, stopGradient(yTrue)))));
}

const spec: LossSpec<OverhaulDistillationOptions> = {
  fn: overhaulDistillation,
  aliases: [],
  family: "distillation",
  tasks: ["distillation"],
  summary: "Squared error, except below a teacher that is not active.",
  formula: "\\begin{cases} 0 & s \\le t \\le 0 \\\\ (s - t)^2 & \\text{otherwise} \\end{cases}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Heo et al. 2019, arXiv:1904.01866"],
  reference: {},
};
export default spec;
