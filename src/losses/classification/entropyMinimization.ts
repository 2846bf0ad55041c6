import type { Tensor } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { classAxis } from "../classes.ts";
import type { LossSpec } from "../spec.ts";

export interface EntropyMinimizationOptions {
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Entropy of the prediction, in nats: without any label it moves decision boundaries away from the data.
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws DomainError for probabilities
 */
export function entropyMinimization(yPred: Tensor, { axis = -1 }: EntropyMinimizationOptions = {}): Tensor {
  const at = classAxis("entropyMinimization", yPred, axis, true);
  const logs = logSoftmax(yPred, { axis: at });
  return neg(sum(mul(exp(logs), logs), { axes: at }));
}

const spec: LossSpec<EntropyMinimizationOptions, [yPred: Tensor]> = {
  fn: entropyMinimization,
  aliases: ["entropy_loss", "softmaxEntropy", "tent"],
  family: "classification",
  tasks: ["multiclass", "pretraining"],
  summary: "Makes predictions decided without labels.",
  formula: "-\\sum_c p_c \\log p_c, \\quad p = \\operatorname{softmax}(\\hat{y})",
  inputs: [{ name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true }],
  params: {
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  cite: [
    "Grandvalet and Bengio 2004, Semi-supervised learning by entropy minimization",
    "Wang et al. 2021, arXiv:2006.10726",
  ],
  reference: {},
};
export default spec;
