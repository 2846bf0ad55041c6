import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { oneHotLabels, perClass, times } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface MultiMarginOptions {
  /** Power of the terms, 1 or 2. Default 1. */
  readonly p?: number;
  /** By how much the class has to lead. Default 1. */
  readonly margin?: number;
  /** Factor of each class's examples; it does not enter the mean's divisor. Default: 1 for all. */
  readonly classWeights?: readonly number[];
}

/**
 * Multiclass margin loss of Weston and Watkins: how far the class falls short of leading by the margin, summed over the other
 * classes and divided by the number of classes.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred scores, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   ArgumentError when `classWeights` are not one per class
 */
export function multiMargin(
  yTrue: Tensor,
  yPred: Tensor,
  { p = 1, margin = 1, classWeights }: MultiMarginOptions = {},
): Tensor {
  const target = oneHotLabels("multiMargin", yTrue, yPred, true);
  const ofTarget = sum(mul(target, yPred), { axes: -1, keepDims: true });
  const short = mul(relu(add(sub(yPred, ofTarget), margin)), sub(1, target));
  const loss = mean(p === 1 ? short : square(short), { axes: -1 });
  if (classWeights === undefined) return loss;
  const weights = perClass("multiMargin", "classWeights", classWeights, yPred, yPred.rank - 1);
  return mul(loss, sum(times(target, weights), { axes: -1 }));
}

const spec: LossSpec<MultiMarginOptions> = {
  fn: multiMargin,
  aliases: ["multi_margin_loss", "MultiMarginLoss", "westonWatkins"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "How far the class falls short of leading each other one by a margin.",
  formula: "\\frac{w_y}{C} \\sum_{c \\ne y} \\max(0, m - \\hat{y}_y + \\hat{y}_c)^p",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    p: { kind: "integer", default: 1, min: 1, max: 2, doc: "Power of the terms." },
    margin: { kind: "number", default: 1, doc: "By how much m the class has to lead." },
    classWeights: { kind: "numbers", default: null, min: 0, example: [1, 0.5, 2, 1.5], doc: "Factor of each class." },
  },
  minimum: 0,
  kinks: [
    {
      at: "the margin reached exactly",
      gradient: "0",
      point: { inputs: { yTrue: [0], yPred: [[2, 1]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Weston and Watkins 1999, Support vector machines for multi-class pattern recognition"],
  reference: { torch: "nn.MultiMarginLoss" },
};
export default spec;
