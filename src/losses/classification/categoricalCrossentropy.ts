import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { weightedLog } from "../classes.ts";
import { categoricalCounterparts } from "../counterparts.ts";
import { perClass, requireClasses, smoothed, times } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface CategoricalCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards the uniform distribution: t (1 - s) + s/classes. Default 0. */
  readonly labelSmoothing?: number;
  /** Factor of each class's term. Default: 1 for all. */
  readonly classWeights?: readonly number[];
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Categorical cross-entropy in nats, for one-hot or soft targets. Probabilities are normalised to sum 1; a softmax's output
 * is traced back to its logits, so that value and gradient are exact however sure the network is.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities (or logits; -infinity beside a target of 0 counts nothing), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it;
 *   ArgumentError when `classWeights` are not one per class
 */
export function categoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, labelSmoothing = 0, classWeights, axis = -1 }: CategoricalCrossentropyOptions = {},
): Tensor {
  const at = requireClasses("categoricalCrossentropy", yTrue, yPred, axis, fromLogits);
  const target = smoothed(yTrue, labelSmoothing, yPred.shape[at] as number);
  const weighted = times(target, perClass("categoricalCrossentropy", "classWeights", classWeights ?? 1, yPred, at));
  return neg(sum(weightedLog(weighted, yPred, { axis: at, fromLogits }), { axes: at }));
}

const spec: LossSpec<CategoricalCrossentropyOptions> = {
  fn: categoricalCrossentropy,
  aliases: [
    "cce",
    { name: "softmax_cross_entropy", options: { fromLogits: true } },
    { name: "softmaxCrossEntropy", options: { fromLogits: true } },
    { name: "safe_softmax_cross_entropy", options: { fromLogits: true } },
  ],
  family: "classification",
  tasks: ["multiclass"],
  summary: "Surprise, in nats, at the class under the predicted distribution.",
  formula: "-\\sum_c y_c \\log \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards uniform." },
    classWeights: { kind: "numbers", default: null, min: 0, example: [1, 0.5, 2, 1.5], doc: "Factor of each class." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for a class of the target; a sigmoid's or softmax's output never is",
  cite: ["Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x"],
  reference: categoricalCounterparts,
};
export default spec;
