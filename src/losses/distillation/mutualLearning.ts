import type { Tensor } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { softmaxLoss } from "../labels.ts";
import type { LossSpec } from "../spec.ts";
import { divergence, requireLabelled, tempered } from "../teacher.ts";

/** Mutual learning has no options. */
export type MutualLearningOptions = Readonly<Record<never, never>>;

/**
 * Deep mutual learning: two networks learn from the labels and from each other. Each follows the other's distribution, which
 * is held constant for it.
 * @param labels class indices, int32 or int64, [batch]
 * @param logits1 of the first network, [batch, classes]
 * @param logits2 of the second, the same shape
 * @returns [batch]: the sum of both networks' losses
 * @throws ShapeError when a shape does not fit, DTypeError for labels that are not whole, DomainError for probabilities
 */
export function mutualLearning(labels: Tensor, logits1: Tensor, logits2: Tensor): Tensor {
  const index = requireLabelled("mutualLearning", labels, { logits1, logits2 });
  const learned = (own: Tensor, other: Tensor): Tensor =>
    add(softmaxLoss(own, index), divergence(tempered(stopGradient(other), 1), tempered(own, 1)));
  return add(learned(logits1, logits2), learned(logits2, logits1));
}

const spec: LossSpec<MutualLearningOptions, [labels: Tensor, logits1: Tensor, logits2: Tensor]> = {
  fn: mutualLearning,
  aliases: ["deepMutualLearning"],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "Two networks learn from the labels and from each other.",
  formula: "-\\log p_y - \\log q_y + \\mathrm{KL}(\\bar{q} \\,\\|\\, p) + \\mathrm{KL}(\\bar{p} \\,\\|\\, q)",
  inputs: [
    { name: "labels", domain: "classIndex", shape: "[batch]", classesOf: "logits1" },
    { name: "logits1", domain: "logits", shape: "[batch, classes]", grad: true },
    { name: "logits2", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zhang et al. 2017, arXiv:1706.00384"],
  reference: {},
};
export default spec;
