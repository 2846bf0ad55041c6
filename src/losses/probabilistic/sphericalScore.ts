import type { Tensor } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { classAxis } from "../classes.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface SphericalScoreOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Negative spherical score: the predicted probability of the true class over the length of the vector of probabilities.
 * A proper score, bounded, and indifferent to a factor of the probabilities.
 * @param yTrue class probabilities or one-hot classes, [batch, ..., classes]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ: losses never broadcast; DomainError for logits without `fromLogits`, or
 * probabilities with it
 */
export function sphericalScore(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false }: SphericalScoreOptions = {},
): Tensor {
  requireAlike("sphericalScore", yTrue, yPred);
  classAxis("sphericalScore", yPred, -1, fromLogits);
  const probabilities = fromLogits ? softmax(yPred) : yPred;
  return neg(sum(mul(yTrue, l2Normalize(probabilities)), { axes: -1 }));
}

const spec: LossSpec<SphericalScoreOptions> = {
  fn: sphericalScore,
  aliases: [],
  family: "probabilistic",
  tasks: ["calibration", "multiclass"],
  summary: "Direction of the probabilities: proper and bounded.",
  formula: "-\\frac{\\sum_k y_k \\hat{y}_k}{\\|\\hat{y}\\|_2}",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
  },
  minimum: -1,
  kinks: [
    {
      at: "all probabilities 0",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[0, 0]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Gneiting and Raftery 2007, doi:10.1198/016214506000001437"],
  reference: {},
};
export default spec;
