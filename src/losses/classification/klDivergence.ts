import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { exp, mulOrZero, xlogy } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { klCounterparts } from "../counterparts.ts";
import { requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface KlDivergenceOptions {
  /** yPred are logits or log-probabilities, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** yTrue are log-probabilities, not probabilities. Default false. */
  readonly logTarget?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Kullback-Leibler divergence of the prediction from the target, in nats. Probabilities are taken as they are: neither
 * normalised nor clipped.
 * @param yTrue a distribution over the classes, [batch, ..., classes]; a 0 counts nothing
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function klDivergence(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, logTarget = false, axis = -1 }: KlDivergenceOptions = {},
): Tensor {
  const at = requireClasses("klDivergence", yTrue, yPred, axis, fromLogits);
  const target = logTarget ? exp(yTrue) : yTrue;
  const ofTarget = logTarget ? mulOrZero(target, yTrue) : xlogy(target, target);
  const ofPrediction = fromLogits ? mulOrZero(target, logSoftmax(yPred, { axis: at })) : xlogy(target, yPred);
  return sum(sub(ofTarget, ofPrediction), { axes: at });
}

const spec: LossSpec<KlDivergenceOptions> = {
  fn: klDivergence,
  aliases: [
    "kld",
    "kullback_leibler_divergence",
    "kl_div_loss_2d",
    { name: "KLDivLoss", options: { fromLogits: true } },
    { name: "kl_div", options: { fromLogits: true } },
    { name: "kl_divergence_with_log_targets", options: { fromLogits: true, logTarget: true } },
    { name: "kl_div_loss", options: { fromLogits: true, logTarget: true } },
  ],
  family: "classification",
  tasks: ["multiclass", "distillation"],
  summary: "Surprise, in nats, that the prediction adds to that of the target itself.",
  formula: "\\sum_c y_c \\log \\frac{y_c}{\\hat{y}_c}",
  inputs: [
    { name: "yTrue", domain: ["simplex", "logProbabilities"], shape: "[batch, ..., classes]", max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits or log-probabilities, not probabilities." },
    logTarget: { kind: "flag", default: false, doc: "yTrue are log-probabilities." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: null,
  kinks: [],
  infinite: "a probability of exactly 0 for a class of the target; a sigmoid's or softmax's output never is",
  cite: ["Kullback and Leibler 1951, doi:10.1214/aoms/1177729694"],
  reference: klCounterparts,
};
export default spec;
