import type { Tensor } from "../../core/tensor.ts";
import { clip, mul, sub } from "../../ops/arithmetic.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface ModifiedHuberOptions {
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Modified Huber loss of two classes: the squared hinge up to the margin -1, a line below, averaged over the last axis.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function modifiedHuber(
  yTrue: Tensor,
  yPred: Tensor,
  { binaryLabels = false }: ModifiedHuberOptions = {},
): Tensor {
  const held = (margin: Tensor): Tensor => clip(sub(1, margin), 0, 2);
  const value = (margin: Tensor): Tensor => mul(held(margin), sub(mul(2, sub(1, margin)), held(margin)));
  return marginLoss("modifiedHuber", yTrue, yPred, binaryLabels, value, (margin) => mul(held(margin), -2));
}

const spec: LossSpec<ModifiedHuberOptions> = {
  fn: modifiedHuber,
  aliases: ["modified_huber_loss"],
  family: "classification",
  tasks: ["binary", "multilabel", "noise"],
  summary: "Squared hinge with a linear tail.",
  formula: "\\begin{cases} \\max(0, 1 - m)^2 & m \\ge -1 \\\\ -4 m & m < -1 \\end{cases}, \\quad m = y \\hat{y}",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Zhang 2004, doi:10.1145/1015330.1015332"],
  reference: {},
};
export default spec;
