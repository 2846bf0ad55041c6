import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, requireLogits, tempered } from "../teacher.ts";

export interface ReverseKlDistillationOptions {
  /** Divisor of both logits. Default 1. */
  readonly temperature?: number;
}

/**
 * Distillation by the reverse divergence: the student stays where the teacher is likely, instead of covering all it finds
 * likely, for students too small to do that. Times the squared temperature. Nothing flows back to the teacher.
 * @param yTrue the teacher's logits, [batch, ..., classes]
 * @param yPred the student's, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ, DomainError for probabilities
 */
export function reverseKlDistillation(
  yTrue: Tensor,
  yPred: Tensor,
  { temperature = 1 }: ReverseKlDistillationOptions = {},
): Tensor {
  requireLogits("reverseKlDistillation", yTrue, yPred);
  const teacher = tempered(stopGradient(yTrue), temperature);
  return mul(divergence(tempered(yPred, temperature), teacher), temperature ** 2);
}

const spec: LossSpec<ReverseKlDistillationOptions> = {
  fn: reverseKlDistillation,
  aliases: [],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "The student stays where the teacher is likely.",
  formula: "T^2\\, \\mathrm{KL}\\left(\\mathrm{softmax}(s / T) \\,\\|\\, \\mathrm{softmax}(t / T)\\right)",
  inputs: [
    { name: "yTrue", domain: "logits", shape: "[batch, ..., classes]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: { temperature: { kind: "number", default: 1, above: 0, doc: "Divisor of both logits." } },
  minimum: 0,
  kinks: [],
  cite: ["Gu et al. 2023, arXiv:2306.08543"],
  reference: {},
};
export default spec;
