import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { probabilityOfLabel } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface SymmetricCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Factor of the cross-entropy, which learns fast and trusts labels. Default 0.1. */
  readonly alpha?: number;
  /** Factor of the reverse cross-entropy, which noise moves little. Default 1. */
  readonly beta?: number;
  /** What a label's 0 counts as under the logarithm: the smaller, the heavier the reverse term. Default 1e-4. */
  readonly labelFloor?: number;
}

/**
 * Symmetric cross-entropy: the cross-entropy of prediction to label, and that of label to prediction. With integer labels
 * the second is the probability missed, 1 - p, times -log(labelFloor).
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function symmetricCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, alpha = 0.1, beta = 1, labelFloor = 1e-4 }: SymmetricCrossentropyOptions = {},
): Tensor {
  const { log, rest } = probabilityOfLabel("symmetricCrossentropy", yTrue, yPred, fromLogits);
  return sub(mul(rest, -beta * Math.log(labelFloor)), mul(log, alpha));
}

const spec: LossSpec<SymmetricCrossentropyOptions> = {
  fn: symmetricCrossentropy,
  aliases: ["SCELoss", "SymmetricCrossEntropyLoss", "symmetric_cross_entropy"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Cross-entropy and its reverse, which wrong labels move little.",
  formula: "-\\alpha \\log \\hat{y}_y - \\beta \\log(a) (1 - \\hat{y}_y)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    alpha: { kind: "number", default: 0.1, min: 0, doc: "Factor of the cross-entropy." },
    beta: { kind: "number", default: 1, min: 0, doc: "Factor of the reverse cross-entropy." },
    labelFloor: {
      kind: "number",
      default: 1e-4,
      above: 0,
      below: 1,
      doc: "What a label's 0 counts as in the logarithm.",
    },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the label's class; a softmax's output never is",
  cite: ["Wang et al. 2019, arXiv:1908.06112"],
  reference: {},
};
export default spec;
