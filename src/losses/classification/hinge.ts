import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { neg, sub } from "../../ops/arithmetic.ts";
import { indicator, less } from "../../ops/compare.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface HingeOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Hinge loss of two classes: how much the score falls short of the margin 1, averaged over the last axis. What the labels
 * are is an option, never guessed from a batch.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function hinge(yTrue: Tensor, yPred: Tensor, { binaryLabels = false }: HingeOptions = {}): Tensor {
  const value = (margin: Tensor): Tensor => relu(sub(1, margin));
  const slope = (margin: Tensor): Tensor => neg(indicator(less(margin, 1), margin));
  return marginLoss("hinge", yTrue, yPred, binaryLabels, value, slope);
}

const spec: LossSpec<HingeOptions> = {
  fn: hinge,
  aliases: ["hinge_loss", "binaryHinge", { name: "hingeLoss", options: { binaryLabels: true } }],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "How much the score falls short of the margin 1: the loss of support vector machines.",
  formula: "\\max(0, 1 - y \\hat{y})",
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
      at: "yTrue yPred = 1",
      gradient: "0",
      point: { inputs: { yTrue: [[1]], yPred: [[1]] }, gradients: { yPred: [[0]] } },
    },
  ],
  cite: ["Cortes and Vapnik 1995, doi:10.1007/BF00994018"],
  reference: {
    keras: { name: "Hinge", differs: "takes labels of 0 and 1 too, if the whole batch has only these" },
    optax: { name: "hinge_loss", differs: "not averaged over the last axis" },
    tfjs: { name: "hinge", differs: "losses.hingeLoss takes labels of 0 and 1" },
    mlx: { name: "hinge_loss", differs: "not averaged over the last axis" },
  },
};
export default spec;
