import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { xlogy } from "../../ops/exponential.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface JensenShannonOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Jensen-Shannon divergence in nats: the mean divergence of both distributions from their average. Symmetric, at most log 2,
 * and finite with probabilities of 0 too.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function jensenShannon(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, axis = -1 }: JensenShannonOptions = {},
): Tensor {
  const at = requireClasses("jensenShannon", yTrue, yPred, axis, fromLogits);
  const p = fromLogits ? softmax(yPred, { axis: at }) : yPred;
  const average = mul(0.5, add(yTrue, p));
  const ofTarget = sub(xlogy(yTrue, yTrue), xlogy(yTrue, average));
  const ofPrediction = sub(xlogy(p, p), xlogy(p, average));
  return mul(0.5, sum(add(ofTarget, ofPrediction), { axes: at }));
}

const spec: LossSpec<JensenShannonOptions> = {
  fn: jensenShannon,
  aliases: ["jsd", "js_divergence", "jensen_shannon_divergence", "js_div_loss_2d"],
  family: "classification",
  tasks: ["multiclass", "distillation", "noise"],
  summary: "Symmetric and bounded divergence of two distributions.",
  formula:
    "\\tfrac12 \\sum_c y_c \\log \\frac{y_c}{m_c} + \\hat{y}_c \\log \\frac{\\hat{y}_c}{m_c}, \\quad m = \\tfrac12 (y + \\hat{y})",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0, max: 1 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [
    {
      at: "a probability of 0",
      gradient: "finite, where the limit is -infinity for a class of the target",
      point: {
        inputs: { yTrue: [[0.5, 0.5, 0]], yPred: [[0, 0.5, 0.5]] },
        gradients: { yPred: [[-0.5, 0, 0.34657359027997264]] },
      },
    },
  ],
  cite: ["Lin 1991, doi:10.1109/18.61115"],
  reference: { kornia: { name: "js_div_loss_2d", differs: "over height and width; logarithms of 0" } },
};
export default spec;
