import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { logAddExp } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, requireLogits, tempered } from "../teacher.ts";

export interface SkewKlDistillationOptions {
  /** The teacher's share of what it is compared with, between 0 and 1. Default 0.1. */
  readonly alpha?: number;
  /** Divisor of both logits. Default 1. */
  readonly temperature?: number;
}

/**
 * Distillation by a skewed divergence: the teacher is compared with the student mixed with a little of the teacher, which
 * bounds the value and steadies the gradient. Times the squared temperature. Nothing flows back to the teacher.
 * @param yTrue the teacher's logits, [batch, ..., classes]
 * @param yPred the student's, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ, DomainError for probabilities
 */
export function skewKlDistillation(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 0.1, temperature = 1 }: SkewKlDistillationOptions = {},
): Tensor {
  requireLogits("skewKlDistillation", yTrue, yPred);
  const teacher = tempered(stopGradient(yTrue), temperature);
  const student = tempered(yPred, temperature);
  const mixture = logAddExp(add(teacher, Math.log(alpha)), add(student, Math.log1p(-alpha)));
  return mul(divergence(teacher, mixture), temperature ** 2);
}

const spec: LossSpec<SkewKlDistillationOptions> = {
  fn: skewKlDistillation,
  aliases: [],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "The teacher is near the student mixed with a little of itself.",
  formula: "T^2\\, \\mathrm{KL}(p \\,\\|\\, \\alpha p + (1 - \\alpha) q)",
  inputs: [
    { name: "yTrue", domain: "logits", shape: "[batch, ..., classes]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 0.1, above: 0, below: 1, doc: "The teacher's share of the mixture." },
    temperature: { kind: "number", default: 1, above: 0, doc: "Divisor of both logits." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Ko et al. 2024, arXiv:2402.03898"],
  reference: {},
};
export default spec;
