import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { focalOfLogits } from "../focal.ts";
import { fromCounts } from "../long-tail.ts";
import { isAbove } from "../ordinal.ts";
import type { LossSpec } from "../spec.ts";

export interface CoralOptions {
  /** Weight of each threshold. Default 1 each. */
  readonly importance?: readonly number[];
}

/**
 * CORAL: binary cross-entropies of whether the class is above each threshold, summed. With one score and a bias for each
 * threshold as logits the probabilities are ordered.
 * @param yTrue class indices in order, [batch, ...], int32 or int64
 * @param yPred logits of being above each threshold, one less than classes, [batch, ..., thresholds]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit, ArgumentError unless there is a weight for each threshold
 */
export function coral(yTrue: Tensor, yPred: Tensor, { importance }: CoralOptions = {}): Tensor {
  const losses = focalOfLogits(isAbove("coral", yTrue, yPred), yPred, 0);
  const weights = fromCounts("coral", importance, yPred, (weight) => weight);
  return sum(importance === undefined ? losses : mul(losses, weights), { axes: -1 });
}

const spec: LossSpec<CoralOptions> = {
  fn: coral,
  aliases: ["CoralLoss", "coral_loss", "ordinalCrossentropy"],
  family: "classification",
  tasks: ["ordinal"],
  summary: "Cross-entropies of whether the class is above each threshold.",
  formula: "\\sum_k \\lambda_k \\, \\mathrm{BCE}([y > k], \\operatorname{sigmoid}(z_k))",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., thresholds]", grad: true },
  ],
  params: {
    importance: { kind: "numbers", default: null, min: 0, example: [1, 0.5, 2], doc: "Weight of each threshold." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Cao et al. 2020, arXiv:1901.07884", "Niu et al. 2016, doi:10.1109/CVPR.2016.532"],
  reference: {},
};
export default spec;
