import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { xlogy } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { logProbabilitiesOf, probabilitiesOf, probabilityOfLabel } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface BootstrappingSoftOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Trust in the labels; the rest is trust in the prediction. Default 0.95. */
  readonly beta?: number;
}

/**
 * Cross-entropy whose target is the label mixed with the prediction itself: beta times the cross-entropy plus (1 - beta)
 * times the prediction's entropy, differentiated through both.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred probabilities (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function bootstrappingSoft(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, beta = 0.95 }: BootstrappingSoftOptions = {},
): Tensor {
  const { log } = probabilityOfLabel("bootstrappingSoft", yTrue, yPred, fromLogits);
  const all = probabilitiesOf(yPred, fromLogits);
  const terms = fromLogits ? mul(all, logProbabilitiesOf(yPred, true)) : xlogy(all, all);
  return sub(neg(mul(log, beta)), mul(sum(terms, { axes: -1 }), 1 - beta));
}

const spec: LossSpec<BootstrappingSoftOptions> = {
  fn: bootstrappingSoft,
  aliases: ["SoftBootstrappingLoss", "soft_bootstrapping_loss"],
  family: "classification",
  tasks: ["multiclass", "noise"],
  summary: "Cross-entropy to the label mixed with the prediction, for labels that are wrong at random.",
  formula: "-\\beta \\log \\hat{y}_y - (1 - \\beta) \\sum_c \\hat{y}_c \\log \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    beta: { kind: "number", default: 0.95, min: 0, max: 1, doc: "Trust in the labels." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the label's class; a softmax's output never is",
  cite: ["Reed et al. 2014, arXiv:1412.6596"],
  reference: {},
};
export default spec;
