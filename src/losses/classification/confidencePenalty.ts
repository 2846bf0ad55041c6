import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireClasses } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface ConfidencePenaltyOptions {
  /** How much the entropy of the prediction counts; 0 is categoricalCrossentropy. Default 0.1. */
  readonly beta?: number;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Cross-entropy less a multiple of the prediction's entropy, in nats: it keeps predictions from being too sure.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred logits, the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function confidencePenalty(
  yTrue: Tensor,
  yPred: Tensor,
  { beta = 0.1, axis = -1 }: ConfidencePenaltyOptions = {},
): Tensor {
  const at = requireClasses("confidencePenalty", yTrue, yPred, axis, true);
  const logs = logSoftmax(yPred, { axis: at });
  return sum(mul(sub(mul(exp(logs), beta), yTrue), logs), { axes: at });
}

const spec: LossSpec<ConfidencePenaltyOptions> = {
  fn: confidencePenalty,
  aliases: ["confidence_penalty_loss", "entropyRegularizedCrossentropy"],
  family: "classification",
  tasks: ["multiclass", "calibration"],
  summary: "Cross-entropy that rewards doubt.",
  formula: "-\\sum_c y_c \\log p_c + \\beta \\sum_c p_c \\log p_c, \\quad p = \\operatorname{softmax}(\\hat{y})",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    beta: { kind: "number", default: 0.1, min: 0, doc: "How much the entropy counts." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: null,
  kinks: [],
  cite: ["Pereyra et al. 2017, arXiv:1701.06548"],
  reference: {},
};
export default spec;
