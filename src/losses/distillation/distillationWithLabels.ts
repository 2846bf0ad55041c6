import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { softmaxLoss } from "../labels.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, requireLabelled, tempered } from "../teacher.ts";

export interface DistillationWithLabelsOptions {
  /** Divisor of both logits in the teacher's part. Default 3. */
  readonly temperature?: number;
  /** Share of the teacher's part; the labels have the rest. Default 0.5. */
  readonly alpha?: number;
}

/**
 * Distillation beside labels: (1 - alpha) · cross-entropy + alpha · T² · divergence from the teacher. Nothing flows back to
 * the teacher.
 * @param labels class indices, int32 or int64, [batch]
 * @param teacherLogits [batch, classes]
 * @param studentLogits the same shape
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError for labels that are not whole, DomainError for probabilities
 */
export function distillationWithLabels(
  labels: Tensor,
  teacherLogits: Tensor,
  studentLogits: Tensor,
  { temperature = 3, alpha = 0.5 }: DistillationWithLabelsOptions = {},
): Tensor {
  const index = requireLabelled("distillationWithLabels", labels, { teacherLogits, studentLogits });
  const teacher = tempered(stopGradient(teacherLogits), temperature);
  const soft = divergence(teacher, tempered(studentLogits, temperature));
  return add(mul(softmaxLoss(studentLogits, index), 1 - alpha), mul(soft, alpha * temperature ** 2));
}

const spec: LossSpec<DistillationWithLabelsOptions, [labels: Tensor, teacherLogits: Tensor, studentLogits: Tensor]> = {
  fn: distillationWithLabels,
  aliases: [],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "The student follows the labels and the teacher's softened distribution.",
  formula:
    "-(1 - \\alpha) \\log \\mathrm{softmax}_y(s) + \\alpha T^2\\, \\mathrm{KL}\\left(\\mathrm{softmax}(t / T) \\,\\|\\, \\mathrm{softmax}(s / T)\\right)",
  inputs: [
    { name: "labels", domain: "classIndex", shape: "[batch]", classesOf: "studentLogits" },
    { name: "teacherLogits", domain: "logits", shape: "[batch, classes]" },
    { name: "studentLogits", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 3, above: 0, doc: "Divisor of both logits." },
    alpha: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the teacher's part." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Hinton et al. 2015, arXiv:1503.02531"],
  reference: {},
};
export default spec;
