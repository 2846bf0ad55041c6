import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp, mulOrZero, xlogy } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface ReverseKlOptions {
  /** yPred are logits or log-probabilities, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** yTrue are log-probabilities, not probabilities. Default false. */
  readonly logTarget?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Kullback-Leibler divergence of the target from the prediction, in nats: it puts the prediction where the target is likely,
 * where klDivergence spreads it over all of the target.
 * @param yTrue a distribution over the classes, [batch, ..., classes]; not 0 where the prediction is not
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function reverseKl(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, logTarget = false, axis = -1 }: ReverseKlOptions = {},
): Tensor {
  const at = requireClasses("reverseKl", yTrue, yPred, axis, fromLogits);
  const logs = fromLogits ? logSoftmax(yPred, { axis: at }) : undefined;
  const p = logs === undefined ? yPred : exp(logs);
  const entropy = neg(logs === undefined ? xlogy(p, p) : mul(p, logs));
  const crossentropy = neg(logTarget ? mulOrZero(p, yTrue) : xlogy(p, yTrue));
  return sum(sub(crossentropy, entropy), { axes: at });
}

const spec: LossSpec<ReverseKlOptions> = {
  fn: reverseKl,
  aliases: ["reverseKlDivergence", "reverse_kl_divergence", "reverse_kld"],
  family: "classification",
  tasks: ["multiclass", "distillation"],
  summary: "Divergence that keeps the prediction within the target's likely classes.",
  formula: "\\sum_c \\hat{y}_c \\log \\frac{\\hat{y}_c}{y_c}",
  inputs: [
    { name: "yTrue", domain: ["probabilities", "logProbabilities"], shape: "[batch, ..., classes]", max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits or log-probabilities, not probabilities." },
    logTarget: { kind: "flag", default: false, doc: "yTrue are log-probabilities." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: null,
  kinks: [],
  infinite: "a target of exactly 0 where the prediction is not",
  cite: ["Kullback and Leibler 1951, doi:10.1214/aoms/1177729694"],
  reference: {},
};
export default spec;
