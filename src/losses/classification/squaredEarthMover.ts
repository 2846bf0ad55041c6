import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { cumSum } from "../../ops/scan.ts";
import { sum } from "../../ops/structure.ts";
import { classAxis } from "../classes.ts";
import { requireAlike } from "../elementwise.ts";
import { probabilitiesOf } from "../labelProbability.ts";
import type { LossSpec } from "../spec.ts";

export interface SquaredEarthMoverOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Squared earth mover's distance between distributions over ordered classes: squared differences of the cumulative ones,
 * summed.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...], from 0 to classes - 1
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function squaredEarthMover(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false }: SquaredEarthMoverOptions = {},
): Tensor {
  requireAlike("squaredEarthMover", yTrue, yPred);
  classAxis("squaredEarthMover", yPred, -1, fromLogits);
  return sum(square(cumSum(sub(probabilitiesOf(yPred, fromLogits), yTrue))), { axes: -1 });
}

const spec: LossSpec<SquaredEarthMoverOptions> = {
  fn: squaredEarthMover,
  aliases: ["EMD2", "rankedProbabilityScore"],
  family: "classification",
  tasks: ["ordinal", "multiclass"],
  summary: "Squared differences of cumulative distributions: mass moved further costs more.",
  formula: "\\sum_c \\Bigl( \\sum_{k \\le c} \\hat{y}_k - y_k \\Bigr)^2",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
  },
  minimum: 0,
  kinks: [],
  cite: [
    "Hou et al. 2016, arXiv:1611.05916",
    "Epstein 1969, A scoring system for probability forecasts of ranked categories",
  ],
  reference: {},
};
export default spec;
