import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { gather } from "../../ops/gather.ts";
import { sum } from "../../ops/structure.ts";
import { alignLabels, classAxis, weightedLog } from "../classes.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface BackwardCorrectionOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Cross-entropies of all classes, mixed by the inverse of the noise so that their mean over noisy labels is the
 * cross-entropy of the clean ones. Unbiased, but it can be negative and has a large variance.
 * @param yTrue class indices as observed, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits) of the true class, [batch, ..., classes]
 * @param inverse inverse of the matrix of probabilities of each observed label (column) given the true one (row),
 *   [classes, classes]; in `compile` the identity until
 *   `setWeights` sets it
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function backwardCorrection(
  yTrue: Tensor,
  yPred: Tensor,
  inverse: Tensor,
  { fromLogits = false }: BackwardCorrectionOptions = {},
): Tensor {
  bindFloats("backwardCorrection", {
    yPred: [yPred, "[batch, ..., classes]"],
    inverse: [inverse, "[classes, classes]"],
  });
  const axis = classAxis("backwardCorrection", yPred, -1, fromLogits);
  const { index } = alignLabels("backwardCorrection", yTrue, yPred, axis, undefined);
  const weights = gather(inverse, squeeze(index, axis));
  return neg(sum(weightedLog(weights, yPred, { axis, fromLogits }), { axes: -1 }));
}

const spec: LossSpec<BackwardCorrectionOptions, [yTrue: Tensor, yPred: Tensor, inverse: Tensor]> = {
  fn: backwardCorrection,
  aliases: ["backward_loss_correction"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Cross-entropies mixed by the inverse of a known label noise: unbiased.",
  formula: "-\\sum_c (T^{-1})_{y c} \\log \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
    {
      name: "inverse",
      domain: "real",
      shape: "[classes, classes]",
      variable: { trainable: false, initial: "identity" },
    },
  ],
  params: { fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." } },
  minimum: null,
  kinks: [],
  infinite: "a probability of exactly 0 for any class; a softmax's output never is",
  cite: ["Patrini et al. 2017, arXiv:1609.03683"],
  reference: {},
};
export default spec;
