import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { probabilityOfLabel } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface MeanAbsoluteClassificationOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Absolute error between the label as a one-hot vector and the predicted distribution, summed over the classes: twice the
 * probability missed. Its sum over all possible labels is constant, so uniform label noise does not move its minimum.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...], from 0 to 2
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function meanAbsoluteClassification(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false }: MeanAbsoluteClassificationOptions = {},
): Tensor {
  return mul(probabilityOfLabel("meanAbsoluteClassification", yTrue, yPred, fromLogits).rest, 2);
}

const spec: LossSpec<MeanAbsoluteClassificationOptions> = {
  fn: meanAbsoluteClassification,
  aliases: [],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Twice the probability that the label misses: robust to uniform label noise, slow to learn.",
  formula: "2 (1 - \\hat{y}_y)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: { fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." } },
  minimum: 0,
  kinks: [],
  cite: ["Ghosh et al. 2017, arXiv:1712.09482"],
  reference: {},
};
export default spec;
