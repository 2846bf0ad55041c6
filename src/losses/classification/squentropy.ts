import type { Tensor } from "../../core/tensor.ts";
import { div, mul, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { labelLogs, oneHotLabels } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Squentropy: cross-entropy and the mean square of the other classes' logits.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities
 */
export function squentropy(yTrue: Tensor, yPred: Tensor): Tensor {
  const { logs } = labelLogs("squentropy", yTrue, yPred, { fromLogits: true });
  const others = mul(sub(1, oneHotLabels("squentropy", yTrue, yPred, true)), yPred);
  return sub(div(sum(square(others), { axes: -1 }), (yPred.shape.at(-1) as number) - 1), logs);
}

const spec: LossSpec<object> = {
  fn: squentropy,
  aliases: ["squentropy_loss"],
  family: "classification",
  tasks: ["multiclass", "calibration"],
  summary: "Cross-entropy that keeps the other classes' logits small.",
  formula: "-\\log p_y + \\frac{1}{C - 1} \\sum_{c \\ne y} \\hat{y}_c^2",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Hui et al. 2023, arXiv:2302.03952"],
  reference: {},
};
export default spec;
