import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface ExponentialLossOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Exponential loss of two classes, that of AdaBoost: e^-m of the margin m, averaged over the last axis.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function exponentialLoss(
  yTrue: Tensor,
  yPred: Tensor,
  { binaryLabels = false }: ExponentialLossOptions = {},
): Tensor {
  return marginLoss("exponentialLoss", yTrue, yPred, binaryLabels, (margin) => exp(neg(margin)));
}

const spec: LossSpec<ExponentialLossOptions> = {
  fn: exponentialLoss,
  aliases: ["adaBoost", "ada_boost_loss"],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "The loss of AdaBoost: the worse the margin, the steeper.",
  formula: "e^{-y \\hat{y}}",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  infinite: "margins below -88, whose exponential is beyond float32",
  cite: ["Freund and Schapire 1997, doi:10.1006/jcss.1997.1504"],
  reference: {},
};
export default spec;
