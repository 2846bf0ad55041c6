import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { iota } from "../../ops/bits.ts";
import { equal, where as select } from "../../ops/compare.ts";
import { exp } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { logSumOthers } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";
import { requireLabelled } from "../teacher.ts";

export interface DecoupledKnowledgeOptions {
  /** Weight of how sure the teacher is of the label's class. Default 1. */
  readonly alpha?: number;
  /** Weight of its distribution over the other classes. Default 8. */
  readonly beta?: number;
  /** Divisor of both logits. Default 4. */
  readonly temperature?: number;
}

/**
 * Decoupled distillation: what the teacher says of the label's class and what it says of the others are weighted apart. In
 * plain distillation the second counts only as much as the teacher is unsure. Nothing flows back to the teacher.
 * @param labels class indices, int32 or int64, [batch]
 * @param teacherLogits [batch, classes]
 * @param studentLogits the same shape
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError for labels that are not whole, DomainError for probabilities
 */
export function decoupledKnowledge(
  labels: Tensor,
  teacherLogits: Tensor,
  studentLogits: Tensor,
  { alpha = 1, beta = 8, temperature = 4 }: DecoupledKnowledgeOptions = {},
): Tensor {
  const index = requireLabelled("decoupledKnowledge", labels, { teacherLogits, studentLogits });
  const isLabel = equal(expandDims(index, 1), iota(studentLogits.shape[1] as number));
  const [teacher, student] = [stopGradient(teacherLogits), studentLogits].map((given) => {
    const logits = div(given, temperature);
    const [all, rest] = [logSumExp(logits, { axes: -1 }), logSumOthers(logits, isLabel)];
    const label = sub(sum(select(isLabel, logits, 0), { axes: -1 }), all);
    return { label, rest: sub(rest, all), others: sub(logits, expandDims(rest, 1)) };
  }) as [Parts, Parts];
  const term = (part: keyof Parts): Tensor => mul(exp(teacher[part]), sub(teacher[part], student[part]));
  const others = sum(select(isLabel, 0, term("others")), { axes: -1 });
  return mul(add(mul(add(term("label"), term("rest")), alpha), mul(others, beta)), temperature ** 2);
}

/** Logarithms of the label's probability, of the rest, and of the others among themselves. */
type Parts = Readonly<Record<"label" | "rest" | "others", Tensor>>;

const spec: LossSpec<DecoupledKnowledgeOptions, [labels: Tensor, teacherLogits: Tensor, studentLogits: Tensor]> = {
  fn: decoupledKnowledge,
  aliases: ["DKD"],
  family: "distillation",
  tasks: ["distillation", "multiclass"],
  summary: "The label's class and the others are learned from the teacher apart.",
  formula:
    "T^2 \\left(\\alpha\\, \\mathrm{KL}\\left((p_y, 1 - p_y) \\,\\|\\, (q_y, 1 - q_y)\\right) + \\beta\\, \\mathrm{KL}\\left(\\tfrac{p_{\\setminus y}}{1 - p_y} \\,\\|\\, \\tfrac{q_{\\setminus y}}{1 - q_y}\\right)\\right)",
  inputs: [
    { name: "labels", domain: "classIndex", shape: "[batch]", classesOf: "studentLogits" },
    { name: "teacherLogits", domain: "logits", shape: "[batch, classes]" },
    { name: "studentLogits", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 1, min: 0, doc: "Weight of the label's class." },
    beta: { kind: "number", default: 8, min: 0, doc: "Weight of the other classes." },
    temperature: { kind: "number", default: 4, above: 0, doc: "Divisor of both logits." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Zhao et al. 2022, arXiv:2203.08679"],
  reference: {},
};
export default spec;
