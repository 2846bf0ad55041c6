import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { equal, greater, where } from "../../ops/compare.ts";
import { logSoftmax, logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { oneHotLabels } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface LabelRelaxationOptions {
  /** How much probability may go to other classes at no cost. Default 0.1. */
  readonly alpha?: number;
}

/**
 * Label relaxation: 0 where the class has a probability of at least 1 - alpha, else the divergence from the nearest
 * distribution that gives it that much. Unlike label smoothing it asks for no particular spread over the others.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities
 */
export function labelRelaxation(yTrue: Tensor, yPred: Tensor, { alpha = 0.1 }: LabelRelaxationOptions = {}): Tensor {
  const target = oneHotLabels("labelRelaxation", yTrue, yPred, true);
  const logs = logSoftmax(yPred);
  const ofClass = sum(mul(target, logs), { axes: -1 });
  const ofOthers = logSumExp(where(equal(target, 1), Number.NEGATIVE_INFINITY, logs), { axes: -1 });
  const entropy = (1 - alpha) * Math.log1p(-alpha) + alpha * Math.log(alpha);
  const divergence = sub(entropy, add(mul(ofClass, 1 - alpha), mul(ofOthers, alpha)));
  return where(greater(Math.log1p(-alpha), ofClass), divergence, 0);
}

const spec: LossSpec<LabelRelaxationOptions> = {
  fn: labelRelaxation,
  aliases: ["label_relaxation_loss"],
  family: "classification",
  tasks: ["multiclass", "calibration", "noise"],
  summary: "No loss once the class is likely enough: label smoothing that leaves the rest open.",
  formula:
    "\\begin{cases} 0 & p_y \\ge 1 - \\alpha \\\\ (1 - \\alpha) \\log \\frac{1 - \\alpha}{p_y} + \\alpha \\log \\frac{\\alpha}{1 - p_y} & p_y < 1 - \\alpha \\end{cases}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 0.1, above: 0, below: 1, doc: "Probability that other classes may have." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Lienen and Hüllermeier 2021, doi:10.1609/aaai.v35i10.17041"],
  reference: {},
};
export default spec;
