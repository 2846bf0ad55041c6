import type { Tensor } from "../../core/tensor.ts";
import { sparsePlus } from "../../ops/activation.ts";
import { neg } from "../../ops/arithmetic.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface BinarySparsemaxOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Sparsemax loss of two classes, averaged over the last axis: exactly 0 from the margin 1 on, quadratic up to -1, then linear.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function binarySparsemax(
  yTrue: Tensor,
  yPred: Tensor,
  { binaryLabels = false }: BinarySparsemaxOptions = {},
): Tensor {
  return marginLoss("binarySparsemax", yTrue, yPred, binaryLabels, (margin) => sparsePlus(neg(margin)));
}

const spec: LossSpec<BinarySparsemaxOptions> = {
  fn: binarySparsemax,
  aliases: [{ name: "sparsemax_loss", options: { binaryLabels: true } }],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "The smooth loss whose probabilities are exactly 0 and 1 where it is sure.",
  formula:
    "\\begin{cases} 0 & m \\ge 1 \\\\ \\tfrac14 (1 - m)^2 & |m| < 1 \\\\ -m & m \\le -1 \\end{cases}, \\quad m = y \\hat{y}",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Martins and Astudillo 2016, arXiv:1602.02068", "Blondel et al. 2019, arXiv:1901.02324"],
  reference: { optax: { name: "sparsemax_loss", differs: "labels are 0 and 1; not averaged over the last axis" } },
};
export default spec;
