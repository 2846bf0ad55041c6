import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { logProbabilitiesOf, probabilityOfLabel } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface NormalizedCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Cross-entropy of the label divided by that of all classes: its sum over all possible labels is 1, so uniform label noise
 * does not move its minimum.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...], from 0 to 1
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function normalizedCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false }: NormalizedCrossentropyOptions = {},
): Tensor {
  const { log } = probabilityOfLabel("normalizedCrossentropy", yTrue, yPred, fromLogits);
  return div(log, sum(logProbabilitiesOf(yPred, fromLogits), { axes: -1 }));
}

const spec: LossSpec<NormalizedCrossentropyOptions> = {
  fn: normalizedCrossentropy,
  aliases: ["normalized_cross_entropy"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Cross-entropy of the label as a share of that of all classes.",
  formula: "\\frac{\\log \\hat{y}_y}{\\sum_c \\log \\hat{y}_c}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: { fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." } },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for any class; a softmax's output never is",
  cite: ["Ma et al. 2020, arXiv:2006.13554"],
  reference: {},
};
export default spec;
