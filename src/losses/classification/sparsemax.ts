import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { oneHotLabels } from "../labels.ts";
import { regularisedMaximum, simplexProjection } from "../simplex.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Sparsemax loss: its prediction is the point of the simplex nearest to the scores, with exact zeros; the gradient is that
 * prediction less the one-hot target. It is exactly 0 once the class leads by 1.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred scores, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers
 */
export function sparsemax(yTrue: Tensor, yPred: Tensor): Tensor {
  const target = oneHotLabels("sparsemax", yTrue, yPred, true);
  const gini = (x: Tensor): Tensor => mul(0.5, sub(1, sum(square(simplexProjection(x)), { axes: -1 })));
  return regularisedMaximum(yPred, target, simplexProjection, gini);
}

const spec: LossSpec<object> = {
  fn: sparsemax,
  aliases: ["multiclass_sparsemax_loss"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "The loss of sparse probabilities: exactly 0 once the class leads by 1.",
  formula:
    "\\langle p - e_y, \\hat{y} \\rangle + \\tfrac12 \\bigl(1 - \\lVert p \\rVert^2\\bigr), \\quad p = \\operatorname{sparsemax}(\\hat{y})",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Martins and Astudillo 2016, arXiv:1602.02068"],
  reference: { optax: "multiclass_sparsemax_loss" },
};
export default spec;
