import { normalizeAxis } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg } from "../../ops/arithmetic.ts";
import { mulOrZero, xlogy } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireRank, requireSameShape } from "../../ops/support.ts";
import { checkLogits } from "../domain.ts";
import type { LossSpec } from "../spec.ts";

export interface CategoricalCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards the uniform distribution: t (1 - s) + s/classes. Default 0. */
  readonly labelSmoothing?: number;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Categorical cross-entropy in nats, for one-hot or soft targets. Probabilities are normalised to sum 1; a softmax's output is
 * traced back to its logits, so that value and gradient are exact however sure the network is.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function categoricalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, labelSmoothing = 0, axis = -1 }: CategoricalCrossentropyOptions = {},
): Tensor {
  requireSameShape("categoricalCrossentropy", { yTrue, yPred });
  requireRank("categoricalCrossentropy", yPred, 1);
  checkLogits("categoricalCrossentropy", yPred, fromLogits);
  const axes = normalizeAxis("categoricalCrossentropy", axis, yPred.rank);
  const share = labelSmoothing / (yPred.shape[axes] as number);
  const target = labelSmoothing === 0 ? yTrue : add(mul(yTrue, 1 - labelSmoothing), share);
  const terms = fromLogits
    ? mulOrZero(target, logSoftmax(yPred, { axis: axes }))
    : xlogy(target, div(yPred, sum(yPred, { axes, keepDims: true })));
  return neg(sum(terms, { axes }));
}

const spec: LossSpec<CategoricalCrossentropyOptions> = {
  fn: categoricalCrossentropy,
  aliases: [
    "cce",
    "categorical_crossentropy",
    "CategoricalCrossentropy",
    { name: "softmax_cross_entropy", options: { fromLogits: true } },
    { name: "softmaxCrossEntropy", options: { fromLogits: true } },
  ],
  family: "classification",
  summary: "Surprise, in nats, at the class under the predicted distribution.",
  formula: "-\\sum_c y_c \\log \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards the uniform distribution." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x"],
  reference: { keras: "CategoricalCrossentropy", torch: "nn.CrossEntropyLoss", optax: "softmax_cross_entropy" },
};
export default spec;
