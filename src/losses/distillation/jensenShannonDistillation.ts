import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { logAddExp } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, requireLogits, tempered } from "../teacher.ts";

export interface JensenShannonDistillationOptions {
  /** The teacher's share of the mixture, between 0 (like the divergence from teacher to student) and 1 (the reverse). Default 0.5. */
  readonly beta?: number;
  /** Divisor of both logits. Default 1. */
  readonly temperature?: number;
}

/**
 * Distillation by a generalised Jensen-Shannon divergence: both distributions are compared with their mixture, so that the
 * value is bounded. Times the squared temperature. Nothing flows back to the teacher.
 * @param yTrue the teacher's logits, [batch, ..., classes]
 * @param yPred the student's, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ, DomainError for probabilities
 */
export function jensenShannonDistillation(
  yTrue: Tensor,
  yPred: Tensor,
  { beta = 0.5, temperature = 1 }: JensenShannonDistillationOptions = {},
): Tensor {
  requireLogits("jensenShannonDistillation", yTrue, yPred);
  const [p, q] = [tempered(stopGradient(yTrue), temperature), tempered(yPred, temperature)];
  const mixture = logAddExp(add(p, Math.log(beta)), add(q, Math.log1p(-beta)));
  return mul(add(mul(divergence(p, mixture), beta), mul(divergence(q, mixture), 1 - beta)), temperature ** 2);
}

const spec: LossSpec<JensenShannonDistillationOptions> = {
  fn: jensenShannonDistillation,
  aliases: ["generalizedJsd", "GKD"],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "Teacher and student are near their mixture.",
  formula:
    "T^2 \\left(\\beta\\, \\mathrm{KL}(p \\,\\|\\, m) + (1 - \\beta)\\, \\mathrm{KL}(q \\,\\|\\, m)\\right), \\quad m = \\beta p + (1 - \\beta) q",
  inputs: [
    { name: "yTrue", domain: "logits", shape: "[batch, ..., classes]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    beta: { kind: "number", default: 0.5, above: 0, below: 1, doc: "The teacher's share of the mixture." },
    temperature: { kind: "number", default: 1, above: 0, doc: "Divisor of both logits." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Agarwal et al. 2023, arXiv:2306.13649"],
  reference: {},
};
export default spec;
