import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { log, xlogy } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { logsOfTarget, requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface RenyiDivergenceOptions {
  /** Order: 1 is klDivergence, ½ twice the Bhattacharyya distance. Default 0.5. */
  readonly alpha?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Rényi divergence of the prediction from the target, in nats.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities, which are normalised to sum 1, (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function renyiDivergence(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 0.5, fromLogits = false, axis = -1 }: RenyiDivergenceOptions = {},
): Tensor {
  const at = requireClasses("renyiDivergence", yTrue, yPred, axis, fromLogits);
  const logs = logsOfTarget(yTrue, yPred, { axis: at, fromLogits });
  if (alpha === 1) return sum(sub(xlogy(yTrue, yTrue), mul(yTrue, logs)), { axes: at });
  const terms = add(mul(log(yTrue), alpha), mul(logs, 1 - alpha));
  return div(logSumExp(terms, { axes: at }), alpha - 1);
}

const spec: LossSpec<RenyiDivergenceOptions> = {
  fn: renyiDivergence,
  aliases: ["renyi", "renyi_loss"],
  family: "classification",
  tasks: ["multiclass", "distillation"],
  summary: "A family of divergences, by how much rare classes count.",
  formula: "\\frac{1}{\\alpha - 1} \\log \\sum_c y_c^\\alpha \\hat{y}_c^{1 - \\alpha}",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    alpha: { kind: "number", default: 0.5, above: 0, example: 2, doc: "Order; 1 is klDivergence." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for a class of the target; a softmax's output never is",
  cite: ["Rényi 1961, On measures of entropy and information", "van Erven and Harremoës 2014, arXiv:1206.2459"],
  reference: {},
};
export default spec;
