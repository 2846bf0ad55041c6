import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { greater, where as select } from "../../ops/compare.ts";
import { log } from "../../ops/exponential.ts";
import { gather } from "../../ops/gather.ts";
import { logSoftmax, logSumExp } from "../../ops/reduce.ts";
import { sum, transpose } from "../../ops/structure.ts";
import { alignLabels, classAxis } from "../classes.ts";
import { probabilitiesOf } from "../labels.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface ForwardCorrectionOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Cross-entropy of noisy labels under the predicted true class sent through the noise: minimised by the classifier that is
 * right on clean labels.
 * @param yTrue class indices as observed, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits) of the true class, [batch, ..., classes]
 * @param transition probability of each observed label (column) given the true one (row), [classes, classes]; in `compile` the identity until
 *   `setWeights` sets it
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function forwardCorrection(
  yTrue: Tensor,
  yPred: Tensor,
  transition: Tensor,
  { fromLogits = false }: ForwardCorrectionOptions = {},
): Tensor {
  bindFloats("forwardCorrection", { yPred: [yPred, "[batch, ..., classes]"], transition: [transition, matrix] });
  const axis = classAxis("forwardCorrection", yPred, -1, fromLogits);
  const { index } = alignLabels("forwardCorrection", yTrue, yPred, axis, undefined);
  const ofLabel = gather(transpose(transition), squeeze(index, axis));
  if (!fromLogits) return neg(log(sum(mul(ofLabel, probabilitiesOf(yPred, false)), { axes: -1 })));
  const isPossible = greater(ofLabel, 0);
  const joint = add(logSoftmax(yPred), log(select(isPossible, ofLabel, 1)));
  return neg(logSumExp(select(isPossible, joint, Number.NEGATIVE_INFINITY), { axes: -1 }));
}

const matrix = "[classes, classes]";

const spec: LossSpec<ForwardCorrectionOptions, [yTrue: Tensor, yPred: Tensor, transition: Tensor]> = {
  fn: forwardCorrection,
  aliases: ["forward_loss_correction"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Cross-entropy after the prediction is sent through a known label noise.",
  formula: "-\\log \\sum_c T_{c y} \\, \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
    {
      name: "transition",
      domain: "simplex",
      shape: matrix,
      min: 0,
      max: 1,
      variable: { trainable: false, initial: "identity" },
    },
  ],
  params: { fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." } },
  minimum: 0,
  kinks: [],
  infinite: "a label that no true class can be observed as: a column of zeros",
  cite: ["Patrini et al. 2017, arXiv:1609.03683"],
  reference: {},
};
export default spec;
