import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface FenchelYoungOptions {
  /** A convex maximum of the scores, [batch, ..., classes] to [batch, ...]. Default: log-sum-exp of the last axis. */
  readonly maxFunction?: (scores: Tensor) => Tensor;
}

/**
 * Fenchel-Young loss of a (smoothed) maximum: its gradient is that of the maximum, the prediction, less the target. With
 * log-sum-exp it is the cross-entropy of logits. The target's own entropy, a constant, is left out.
 * @param yTrue a distribution over the classes (or a vertex of what the maximum ranges over), [batch, ..., classes]
 * @param yPred scores, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ
 */
export function fenchelYoung(
  yTrue: Tensor,
  yPred: Tensor,
  { maxFunction = (scores) => logSumExp(scores, { axes: -1 }) }: FenchelYoungOptions = {},
): Tensor {
  requireAlike("fenchelYoung", yTrue, yPred);
  return sub(maxFunction(yPred), sum(mul(yTrue, yPred), { axes: -1 }));
}

const spec: LossSpec<FenchelYoungOptions> = {
  fn: fenchelYoung,
  aliases: ["make_fenchel_young_loss", "fenchel_young_loss"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "The loss that belongs to a smoothed maximum of scores.",
  formula: "\\max\\nolimits_\\Omega(\\hat{y}) - \\langle \\hat{y}, y \\rangle",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    maxFunction: {
      kind: "function",
      default: null,
      type: "(scores) => maximum",
      otherwise: "log-sum-exp",
      doc: "A convex maximum of the scores over the last axis.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Blondel et al. 2019, arXiv:1901.02324"],
  reference: { optax: { name: "make_fenchel_young_loss", differs: "makes the loss from the maximum" } },
};
export default spec;
