import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { max } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { oneHotLabels } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface MulticlassHingeOptions {
  /** By how much the class has to lead. Default 1. */
  readonly margin?: number;
}

/**
 * Multiclass hinge loss of Crammer and Singer: how far the class falls short of leading every other by the margin.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred scores, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers
 */
export function multiclassHinge(yTrue: Tensor, yPred: Tensor, { margin = 1 }: MulticlassHingeOptions = {}): Tensor {
  const target = oneHotLabels("multiclassHinge", yTrue, yPred, true);
  const handicapped = add(yPred, mul(sub(1, target), margin));
  return sub(max(handicapped, { axes: -1 }), sum(mul(target, yPred), { axes: -1 }));
}

const spec: LossSpec<MulticlassHingeOptions> = {
  fn: multiclassHinge,
  aliases: ["multiclass_hinge_loss", "crammerSinger", "crammer_singer_loss"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "How far the class falls short of leading every other by a margin.",
  formula: "\\max_c \\bigl(\\hat{y}_c + m [c \\ne y]\\bigr) - \\hat{y}_y",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 1, min: 0, doc: "By how much m the class has to lead." },
  },
  minimum: 0,
  kinks: [
    {
      at: "two classes with the largest sum of score and margin",
      gradient: "shared",
      point: { inputs: { yTrue: [0], yPred: [[0, 1, 1]] }, gradients: { yPred: [[-1, 0.5, 0.5]] } },
    },
  ],
  cite: ["Crammer and Singer 2001, On the algorithmic implementation of multiclass kernel-based vector machines"],
  reference: { optax: "multiclass_hinge_loss" },
};
export default spec;
