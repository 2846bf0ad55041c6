import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { expm1 } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { logsOfTarget, requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface GeneralizedCrossentropyOptions {
  /** Near 0 it is cross-entropy, at 1 the (robust) absolute error 1 - p. Default 0.5. */
  readonly q?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Generalized cross-entropy (1 - p^q) / q of the target's class: bounded, so that wrong labels pull less.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities, which are normalised to sum 1, (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function generalizedCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { q = 0.5, fromLogits = false, axis = -1 }: GeneralizedCrossentropyOptions = {},
): Tensor {
  const at = requireClasses("generalizedCrossentropy", yTrue, yPred, axis, fromLogits);
  const logs = logsOfTarget(yTrue, yPred, { axis: at, fromLogits });
  return sum(mul(yTrue, mul(expm1(mul(logs, q)), -1 / q)), { axes: at });
}

const spec: LossSpec<GeneralizedCrossentropyOptions> = {
  fn: generalizedCrossentropy,
  aliases: [
    "gce",
    "CategoricalGeneralizedCrossEntropy",
    "categorical_generalized_cross_entropy",
    "generalized_cross_entropy",
    "generalizedCrossEntropyLoss",
  ],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Between cross-entropy and absolute error: robust to wrong labels.",
  formula: "\\sum_c y_c \\frac{1 - \\hat{y}_c^q}{q}",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    q: { kind: "number", default: 0.5, above: 0, max: 1, doc: "Near 0 cross-entropy, at 1 the absolute error." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "the gradient at a probability of exactly 0 for a class of the target; a softmax's output never is",
  cite: ["Zhang and Sabuncu 2018, arXiv:1805.07836"],
  reference: {
    keras: {
      name: "CategoricalGeneralizedCrossEntropy",
      differs: "takes integer labels; probabilities are not normalised; 0 < q < 1",
    },
  },
};
export default spec;
