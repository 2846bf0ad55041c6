import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface SigmoidLossOptions {
  /** How steep the step is. Default 1. */
  readonly beta?: number;
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Sigmoid loss of two classes: a smooth count of mistakes, averaged over the last axis. Its values for both labels add up to
 * 1, which makes it robust to symmetric wrong labels.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function sigmoidLoss(
  yTrue: Tensor,
  yPred: Tensor,
  { beta = 1, binaryLabels = false }: SigmoidLossOptions = {},
): Tensor {
  return marginLoss("sigmoidLoss", yTrue, yPred, binaryLabels, (margin) => sigmoid(mul(margin, -beta)));
}

const spec: LossSpec<SigmoidLossOptions> = {
  fn: sigmoidLoss,
  aliases: ["smoothZeroOne"],
  family: "classification",
  tasks: ["binary", "multilabel", "noise"],
  summary: "A smooth count of mistakes: robust to wrong labels.",
  formula: "\\frac{1}{1 + e^{\\beta y \\hat{y}}}",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    beta: { kind: "number", default: 1, above: 0, doc: "How steep the step is." },
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Ghosh et al. 2015, doi:10.1016/j.neucom.2014.09.081"],
  reference: {},
};
export default spec;
