import type { Tensor } from "../../core/tensor.ts";
import { mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireClasses } from "../labels.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

export interface HellingerOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** The squared distance, one minus the Bhattacharyya coefficient: smooth where both agree. Default false. */
  readonly squared?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Hellinger distance of two distributions, from 0 (equal) to 1 (no class in common).
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function hellinger(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, squared = false, axis = -1 }: HellingerOptions = {},
): Tensor {
  const at = requireClasses("hellinger", yTrue, yPred, axis, fromLogits);
  const root = fromLogits ? exp(mul(0.5, logSoftmax(yPred, { axis: at }))) : rootOrZero(yPred);
  const distance = mul(0.5, sum(square(sub(root, sqrt(yTrue))), { axes: at }));
  return squared ? distance : rootOrZero(distance);
}

const spec: LossSpec<HellingerOptions> = {
  fn: hellinger,
  aliases: ["hellingerDistance", "hellinger_distance", { name: "squared_hellinger", options: { squared: true } }],
  family: "classification",
  tasks: ["multiclass", "distillation"],
  summary: "Distance of two distributions by the roots of their probabilities.",
  formula: "\\sqrt{\\tfrac12 \\sum_c \\bigl(\\sqrt{y_c} - \\sqrt{\\hat{y}_c}\\bigr)^2}",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0, max: 1 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    squared: { kind: "flag", default: false, doc: "The squared distance." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[0.5, 0.5]], yPred: [[0.5, 0.5]] }, gradients: { yPred: [[0, 0]] } },
    },
    {
      at: "a probability of 0",
      gradient: "0, where the limit is -infinity for a class of the target",
      point: {
        inputs: { yTrue: [[0.25, 0.75]], yPred: [[0, 0.75]] },
        options: { squared: true },
        gradients: { yPred: [[0, 0]] },
      },
    },
  ],
  cite: ["Hellinger 1909, doi:10.1515/crll.1909.136.210"],
  reference: {},
};
export default spec;
