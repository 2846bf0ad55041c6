import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { softmax } from "../../ops/reduce.ts";
import { cumSum } from "../../ops/scan.ts";
import { sum } from "../../ops/structure.ts";
import { classAxis } from "../classes.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface RankedProbabilityScoreOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Ranked probability score of ordered classes: the squared distance of the predicted from the true cumulative
 * probabilities, summed over the classes; also called the squared earth mover's distance. Being two classes off costs more
 * than one.
 * @param yTrue class probabilities or one-hot classes, [batch, ..., classes]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ: losses never broadcast; DomainError for logits without `fromLogits`, or
 * probabilities with it
 */
export function rankedProbabilityScore(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false }: RankedProbabilityScoreOptions = {},
): Tensor {
  requireAlike("rankedProbabilityScore", yTrue, yPred);
  classAxis("rankedProbabilityScore", yPred, -1, fromLogits);
  const probabilities = fromLogits ? softmax(yPred) : yPred;
  return sum(square(cumSum(sub(probabilities, yTrue), { axis: -1 })), { axes: -1 });
}

const spec: LossSpec<RankedProbabilityScoreOptions> = {
  fn: rankedProbabilityScore,
  aliases: ["rps", "squaredEarthMover", "squared_earth_mover"],
  family: "probabilistic",
  tasks: ["calibration", "multiclass", "ordinal"],
  summary: "Brier score for ordered classes.",
  formula: "\\sum_k \\left(\\sum_{j \\le k} (\\hat{y}_j - y_j)\\right)^2",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
  },
  minimum: 0,
  kinks: [],
  cite: [
    "Epstein 1969, doi:10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2",
    "Murphy 1971, doi:10.1175/1520-0450(1971)010<0155:ANOTRP>2.0.CO;2",
    "Hou et al. 2016, arXiv:1611.05916",
  ],
  reference: {},
};
export default spec;
