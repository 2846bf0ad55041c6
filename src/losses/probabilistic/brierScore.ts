import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { classAxis } from "../classes.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface BrierScoreOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Brier score: the squared distance of the predicted from the true probabilities, summed over the classes. A proper
 * score: it is least in the mean for honest probabilities, and it is bounded. Probabilities are taken as they are.
 * @param yTrue class probabilities or one-hot classes, [batch, ..., classes]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ: losses never broadcast; DomainError for logits without `fromLogits`, or
 * probabilities with it
 */
export function brierScore(yTrue: Tensor, yPred: Tensor, { fromLogits = false }: BrierScoreOptions = {}): Tensor {
  requireAlike("brierScore", yTrue, yPred);
  classAxis("brierScore", yPred, -1, fromLogits);
  const probabilities = fromLogits ? softmax(yPred) : yPred;
  return sum(square(sub(probabilities, yTrue)), { axes: -1 });
}

const spec: LossSpec<BrierScoreOptions> = {
  fn: brierScore,
  aliases: ["brier", "BrierLoss"],
  family: "probabilistic",
  tasks: ["calibration", "multiclass"],
  summary: "Squared error of probabilities: proper and bounded.",
  formula: "\\sum_k (\\hat{y}_k - y_k)^2",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"],
  reference: {},
};
export default spec;
