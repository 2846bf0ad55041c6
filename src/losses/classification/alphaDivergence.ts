import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul } from "../../ops/arithmetic.ts";
import { expm1, log } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { logsOfTarget, requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface AlphaDivergenceOptions {
  /** Between reverseKl (towards 0) and klDivergence (towards 1); ½ is four times the squared Hellinger distance. Default 0.5. */
  readonly alpha?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Alpha-divergence of the prediction from the target, for alpha between 0 and 1: bounded by 1 / (alpha (1 - alpha)).
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities, which are normalised to sum 1, (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function alphaDivergence(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 0.5, fromLogits = false, axis = -1 }: AlphaDivergenceOptions = {},
): Tensor {
  const at = requireClasses("alphaDivergence", yTrue, yPred, axis, fromLogits);
  const logs = logsOfTarget(yTrue, yPred, { axis: at, fromLogits });
  const affinity = logSumExp(add(mul(log(yTrue), alpha), mul(logs, 1 - alpha)), { axes: at });
  return div(expm1(affinity), alpha * (alpha - 1));
}

const spec: LossSpec<AlphaDivergenceOptions> = {
  fn: alphaDivergence,
  aliases: ["amariDivergence"],
  family: "classification",
  tasks: ["multiclass", "distillation", "noise"],
  summary: "Divergences between the two Kullback-Leibler ones, all bounded.",
  formula: "\\frac{1}{\\alpha (1 - \\alpha)} \\Bigl(1 - \\sum_c y_c^\\alpha \\hat{y}_c^{1 - \\alpha}\\Bigr)",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    alpha: { kind: "number", default: 0.5, above: 0, below: 1, doc: "From reverseKl (0) to klDivergence (1)." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "the gradient at a probability of exactly 0 for a class of the target; a softmax's output never is",
  cite: ["Cichocki and Amari 2010, doi:10.3390/e12061532"],
  reference: {},
};
export default spec;
