import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { atan } from "../../ops/trigonometric.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface TangentOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Tangent loss of two classes, averaged over the last axis: bounded on both sides, it even discourages margins far beyond
 * tan(½), where it is 0.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function tangent(yTrue: Tensor, yPred: Tensor, { binaryLabels = false }: TangentOptions = {}): Tensor {
  return marginLoss("tangent", yTrue, yPred, binaryLabels, (margin) => square(sub(mul(2, atan(margin)), 1)));
}

const spec: LossSpec<TangentOptions> = {
  fn: tangent,
  aliases: ["tangent_loss", "tangentBoost"],
  family: "classification",
  tasks: ["binary", "multilabel", "noise"],
  summary: "A margin loss bounded on both sides, robust to outliers.",
  formula: "\\bigl(2 \\arctan(y \\hat{y}) - 1\\bigr)^2",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Masnadi-Shirazi et al. 2010, On the design of robust classifiers for computer vision"],
  reference: {},
};
export default spec;
