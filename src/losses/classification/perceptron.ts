import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { neg } from "../../ops/arithmetic.ts";
import { indicator, less } from "../../ops/compare.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface PerceptronOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Perceptron loss of two classes: the size of scores of the wrong sign, averaged over the last axis.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape; at 0, as of a layer that starts at zero, there is no gradient
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function perceptron(yTrue: Tensor, yPred: Tensor, { binaryLabels = false }: PerceptronOptions = {}): Tensor {
  const value = (margin: Tensor): Tensor => relu(neg(margin));
  const slope = (margin: Tensor): Tensor => neg(indicator(less(margin, 0), margin));
  return marginLoss("perceptron", yTrue, yPred, binaryLabels, value, slope);
}

const spec: LossSpec<PerceptronOptions> = {
  fn: perceptron,
  aliases: ["perceptron_loss", "PerceptronLoss"],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "The size of scores of the wrong sign.",
  formula: "\\max(0, -y \\hat{y})",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = 0",
      gradient: "0",
      point: { inputs: { yTrue: [[1]], yPred: [[0]] }, gradients: { yPred: [[0]] } },
    },
  ],
  cite: ["Rosenblatt 1958, doi:10.1037/h0042519"],
  reference: { optax: { name: "perceptron_loss", differs: "half the slope at 0; not averaged over the last axis" } },
};
export default spec;
