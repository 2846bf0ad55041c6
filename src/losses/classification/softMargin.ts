import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface SoftMarginOptions {
  /** yTrue are 0 and 1 instead of -1 and 1: binaryCrossentropy of logits. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Logistic loss of two classes, averaged over the last axis: log(1 + e^-m) of the margin m, without overflow.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores (logits), the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function softMargin(yTrue: Tensor, yPred: Tensor, { binaryLabels = false }: SoftMarginOptions = {}): Tensor {
  return marginLoss("softMargin", yTrue, yPred, binaryLabels, (margin) => softplus(neg(margin)));
}

const spec: LossSpec<SoftMarginOptions> = {
  fn: softMargin,
  aliases: ["soft_margin_loss", "SoftMarginLoss", "logistic", "logistic_loss", "logisticLoss"],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "Logistic loss: the hinge with a soft corner.",
  formula: "\\log\\bigl(1 + e^{-y \\hat{y}}\\bigr)",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Cox 1958, doi:10.1111/j.2517-6161.1958.tb00292.x"],
  reference: { torch: { name: "nn.SoftMarginLoss", differs: "overflows at margins below -88 in float32" } },
};
export default spec;
