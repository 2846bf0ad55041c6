import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { logSoftmax, logSumExp } from "../../ops/reduce.ts";
import { oneHotLabels } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Negative learning: labels say which class an example is not. Minus the log-probability of all others, in nats.
 * @param yTrue indices of classes that are wrong, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities
 */
export function complementaryLabel(yTrue: Tensor, yPred: Tensor): Tensor {
  const wrong = equal(oneHotLabels("complementaryLabel", yTrue, yPred, true), 1);
  return neg(logSumExp(where(wrong, Number.NEGATIVE_INFINITY, logSoftmax(yPred)), { axes: -1 }));
}

const spec: LossSpec<object> = {
  fn: complementaryLabel,
  aliases: ["negativeLearning", "negative_learning_loss", "nlnl"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Labels that say what an example is not.",
  formula: "-\\log(1 - p_{\\bar{y}}), \\quad p = \\operatorname{softmax}(\\hat{y})",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Ishida et al. 2017, arXiv:1705.07541", "Kim et al. 2019, arXiv:1908.07387"],
  reference: {},
};
export default spec;
