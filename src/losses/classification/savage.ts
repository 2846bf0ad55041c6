import type { Tensor } from "../../core/tensor.ts";
import { mul, square } from "../../ops/arithmetic.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface SavageOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Savage loss of two classes, averaged over the last axis: bounded by 1, so that outliers pull no more than their share.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function savage(yTrue: Tensor, yPred: Tensor, { binaryLabels = false }: SavageOptions = {}): Tensor {
  return marginLoss("savage", yTrue, yPred, binaryLabels, (margin) => square(sigmoid(mul(margin, -2))));
}

const spec: LossSpec<SavageOptions> = {
  fn: savage,
  aliases: ["savage_loss", "savageBoost"],
  family: "classification",
  tasks: ["binary", "multilabel", "noise"],
  summary: "A bounded margin loss, robust to outliers and wrong labels.",
  formula: "\\frac{1}{(1 + e^{2 y \\hat{y}})^2}",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Masnadi-Shirazi and Vasconcelos 2008, On the design of loss functions for classification"],
  reference: {},
};
export default spec;
