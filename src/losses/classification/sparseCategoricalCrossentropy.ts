import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { weightedLog } from "../classes.ts";
import { sparseCategoricalCounterparts } from "../counterparts.ts";
import { countedLabels, labelLogs, mulByLabel, perClass, times } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface SparseCategoricalCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Positions with this label do not count: no loss, no gradient, and they leave the mean's divisor. Default: none. */
  readonly ignoreClass?: number;
  /** Moves targets towards the uniform distribution: t (1 - s) + s/classes. Default 0. */
  readonly labelSmoothing?: number;
  /**
   * Factor of each class's term. PyTorch's mean divides by the sum of the labels' weights: for that give the weights as
   * sample weights, with the reduction meanOverWeights. Default: 1 for all.
   */
  readonly classWeights?: readonly number[];
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Cross-entropy in nats for integer labels. Probabilities are normalised to sum 1; a softmax's output is traced back to its
 * logits, so that value and gradient are exact however sure the network is.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for logits without `fromLogits`, or probabilities with it; ArgumentError when `classWeights` are not one
 *   per class
 */
export function sparseCategoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: SparseCategoricalCrossentropyOptions = {},
): Tensor {
  const { fromLogits = false, labelSmoothing = 0, classWeights = 1 } = options;
  const { logs, index, weight, at } = labelLogs("sparseCategoricalCrossentropy", yTrue, yPred, options);
  const weights = perClass("sparseCategoricalCrossentropy", "classWeights", classWeights, yPred, at);
  const ofLabel = mulByLabel(logs, weights, index);
  if (labelSmoothing === 0) return neg(ofLabel);
  const ofAll = mean(times(weightedLog(weight, yPred, { axis: at, fromLogits }), weights), { axes: at });
  return neg(add(mul(ofLabel, 1 - labelSmoothing), mul(ofAll, labelSmoothing)));
}

const spec: LossSpec<SparseCategoricalCrossentropyOptions> = {
  fn: sparseCategoricalCrossentropy,
  mask: countedLabels,
  aliases: [
    "scce",
    { name: "CrossEntropyLoss", options: { fromLogits: true, ignoreClass: -100, axis: 1 } },
    { name: "cross_entropy", options: { fromLogits: true, ignoreClass: -100, axis: 1 } },
    { name: "softmax_cross_entropy_with_integer_labels", options: { fromLogits: true } },
    { name: "SoftCrossEntropyLoss", options: { fromLogits: true, ignoreClass: -100, axis: 1 } },
  ],
  family: "classification",
  tasks: ["multiclass"],
  summary: "Surprise, in nats, at the class index under the predicted distribution.",
  formula: "-\\log \\hat{y}_{y}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    ignoreClass: { kind: "integer", default: null, doc: "Label of positions that do not count." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards uniform." },
    classWeights: { kind: "numbers", default: null, min: 0, example: [1, 0.5, 2, 1.5], doc: "Factor of each class." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the label's class; a sigmoid's or softmax's output never is",
  cite: ["Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x"],
  reference: sparseCategoricalCounterparts,
};
export default spec;
