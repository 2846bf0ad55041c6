import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface UnhingedOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Unhinged loss of two classes: 1 - m of the margin m, averaged over the last axis. Symmetric wrong labels do not move its
 * minimiser; as it has no bound, the scores need one (a norm penalty, tanh).
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function unhinged(yTrue: Tensor, yPred: Tensor, { binaryLabels = false }: UnhingedOptions = {}): Tensor {
  return marginLoss("unhinged", yTrue, yPred, binaryLabels, (margin) => sub(1, margin));
}

const spec: LossSpec<UnhingedOptions> = {
  fn: unhinged,
  aliases: ["unhinged_loss", "linearMargin"],
  family: "classification",
  tasks: ["binary", "multilabel", "noise"],
  summary: "The hinge without its corner: immune to symmetric label noise.",
  formula: "1 - y \\hat{y}",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: null,
  kinks: [],
  cite: ["van Rooyen et al. 2015, arXiv:1505.07634"],
  reference: {},
};
export default spec;
