import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { max } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { oneHotLabels } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Multiclass perceptron loss: by how much the best score beats that of the class.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred scores, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers
 */
export function multiclassPerceptron(yTrue: Tensor, yPred: Tensor): Tensor {
  const target = oneHotLabels("multiclassPerceptron", yTrue, yPred, true);
  return sub(max(yPred, { axes: -1 }), sum(mul(target, yPred), { axes: -1 }));
}

const spec: LossSpec<object> = {
  fn: multiclassPerceptron,
  aliases: ["multiclass_perceptron_loss"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "By how much the best score beats that of the class.",
  formula: "\\max_c \\hat{y}_c - \\hat{y}_y",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "several largest scores",
      gradient: "shared",
      point: { inputs: { yTrue: [0], yPred: [[1, 1]] }, gradients: { yPred: [[-0.5, 0.5]] } },
    },
  ],
  cite: ["Collins 2002, doi:10.3115/1118693.1118694"],
  reference: { optax: "multiclass_perceptron_loss" },
};
export default spec;
