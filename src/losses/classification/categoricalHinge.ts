import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { max } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface CategoricalHingeOptions {
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Categorical hinge loss of Keras, for one-hot targets. The best other score is compared as if the true class scored 0 too, so
 * negative scores of others never lower the loss; multiclassHinge has no such floor.
 * @param yTrue one-hot, [batch, ..., classes]
 * @param yPred scores, the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ
 */
export function categoricalHinge(yTrue: Tensor, yPred: Tensor, { axis = -1 }: CategoricalHingeOptions = {}): Tensor {
  requireAlike("categoricalHinge", yTrue, yPred);
  const ofTarget = sum(mul(yTrue, yPred), { axes: axis });
  const ofOthers = max(mul(sub(1, yTrue), yPred), { axes: axis });
  return relu(add(sub(ofOthers, ofTarget), 1));
}

const spec: LossSpec<CategoricalHingeOptions> = {
  fn: categoricalHinge,
  aliases: ["categorical_hinge_loss"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "How far the class falls short of the best other by the margin 1, for one-hot targets.",
  formula: "\\max\\Bigl(0, 1 + \\max_c (1 - y_c) \\hat{y}_c - \\sum_c y_c \\hat{y}_c\\Bigr)",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [
    {
      at: "the margin reached exactly",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[2, 1]] }, gradients: { yPred: [[0, 0]] } },
    },
    {
      at: "two others that score the same",
      gradient: "shared",
      point: { inputs: { yTrue: [[1, 0, 0]], yPred: [[0, 1, 1]] }, gradients: { yPred: [[-1, 0.5, 0.5]] } },
    },
  ],
  cite: ["Crammer and Singer 2001, On the algorithmic implementation of multiclass kernel-based vector machines"],
  reference: { keras: "CategoricalHinge", tfjs: { name: "categoricalHinge", differs: "ties get the gradient each" } },
};
export default spec;
