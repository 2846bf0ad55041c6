import type { Tensor } from "../../core/tensor.ts";
import { clip, mul, neg, sub } from "../../ops/arithmetic.ts";
import { greater, indicator, less } from "../../ops/compare.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface RampOptions {
  /** Margin below which the loss stays what it is there. Default -1. */
  readonly floor?: number;
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Ramp loss of two classes: the hinge, cut off below a margin, averaged over the last axis. Examples beyond it, probably
 * mislabelled, have no gradient.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function ramp(yTrue: Tensor, yPred: Tensor, { floor = -1, binaryLabels = false }: RampOptions = {}): Tensor {
  const value = (margin: Tensor): Tensor => clip(sub(1, margin), 0, 1 - floor);
  const slope = (margin: Tensor): Tensor =>
    neg(mul(indicator(less(margin, 1), margin), indicator(greater(margin, floor), margin)));
  return marginLoss("ramp", yTrue, yPred, binaryLabels, value, slope);
}

const spec: LossSpec<RampOptions> = {
  fn: ramp,
  aliases: ["ramp_loss", "truncatedHinge", "truncated_hinge_loss"],
  family: "classification",
  tasks: ["binary", "multilabel", "noise"],
  summary: "The hinge cut off where an example is hopelessly wrong.",
  formula: "\\min\\bigl(1 - s, \\max(0, 1 - y \\hat{y})\\bigr)",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    floor: { kind: "number", default: -1, below: 1, doc: "Margin s below which the loss is constant." },
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yTrue yPred = 1, and at the floor",
      gradient: "0",
      point: { inputs: { yTrue: [[1], [1]], yPred: [[1], [-1]] }, gradients: { yPred: [[0], [0]] } },
    },
  ],
  cite: ["Collobert et al. 2006, Trading convexity for scalability", "Wu and Liu 2007, doi:10.1198/016214507000000617"],
  reference: {},
};
export default spec;
