import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { mean, variance } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, requireLogits, tempered } from "../teacher.ts";

export interface DistillationOptions {
  /** Divisor of both logits: the larger, the more the unlikely classes count. Default 3. */
  readonly temperature?: number;
  /** Bring each example's logits to mean 0 and deviation 1 first, so that only their pattern is learned. Default false. */
  readonly standardize?: boolean;
}

/**
 * Distillation: Kullback-Leibler divergence of the student's softened distribution from the teacher's, times the squared
 * temperature, so that the size of the gradient does not depend on it. Nothing flows back to the teacher.
 * @param yTrue the teacher's logits, [batch, ..., classes]
 * @param yPred the student's, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ, DomainError for probabilities
 */
export function distillation(
  yTrue: Tensor,
  yPred: Tensor,
  { temperature = 3, standardize = false }: DistillationOptions = {},
): Tensor {
  requireLogits("distillation", yTrue, yPred);
  const [teacher, student] = [stopGradient(yTrue), yPred].map((logits) => {
    if (!standardize) return tempered(logits, temperature);
    const options = { axes: -1, keepDims: true, correction: 1 };
    const deviation = add(rootOrZero(variance(logits, options)), 1e-7);
    return tempered(div(sub(logits, mean(logits, options)), deviation), temperature);
  }) as [Tensor, Tensor];
  return mul(divergence(teacher, student), temperature ** 2);
}

const spec: LossSpec<DistillationOptions> = {
  fn: distillation,
  aliases: ["LogitsDistillation", "knowledgeDistillation"],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "The student's softened distribution follows the teacher's.",
  formula: "T^2\\, \\mathrm{KL}\\left(\\mathrm{softmax}(t / T) \\,\\|\\, \\mathrm{softmax}(s / T)\\right)",
  inputs: [
    { name: "yTrue", domain: "logits", shape: "[batch, ..., classes]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 3, above: 0, doc: "Divisor of both logits." },
    standardize: { kind: "flag", default: false, doc: "Logits of mean 0 and deviation 1 for each example." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Hinton et al. 2015, arXiv:1503.02531", "Sun et al. 2024, arXiv:2403.01427"],
  reference: {
    keras: {
      name: "LogitsDistillation",
      differs: "with its default loss given by name it compares scaled logits that no softmax has made distributions",
    },
  },
};
export default spec;
