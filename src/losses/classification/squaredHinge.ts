import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface SquaredHingeOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Squared hinge loss of two classes, averaged over the last axis: smooth where the margin 1 is reached.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function squaredHinge(yTrue: Tensor, yPred: Tensor, { binaryLabels = false }: SquaredHingeOptions = {}): Tensor {
  const short = (margin: Tensor): Tensor => relu(sub(1, margin));
  const value = (margin: Tensor): Tensor => square(short(margin));
  return marginLoss("squaredHinge", yTrue, yPred, binaryLabels, value, (margin) => mul(short(margin), -2));
}

const spec: LossSpec<SquaredHingeOptions> = {
  fn: squaredHinge,
  aliases: ["squared_hinge_loss", "l2Hinge"],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "The square of how much the score falls short of the margin 1.",
  formula: "\\max(0, 1 - y \\hat{y})^2",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Lee and Mangasarian 2001, doi:10.1023/A:1011215321374"],
  reference: {
    keras: { name: "SquaredHinge", differs: "takes labels of 0 and 1 too, if the whole batch has only these" },
    tfjs: "squaredHinge",
  },
};
export default spec;
