import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { stopGradient } from "../../ops/structure.ts";
import { directionKinks, labelledInputs, unitParam } from "../labelled.ts";
import { maskedLogSumExp } from "../masked.ts";
import { anchorsWith, dots, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface CircleOptions {
  /** Scale. Default 80. */
  readonly gamma?: number;
  /** Relaxation: positives aim at 1 - margin, negatives at margin. Default 0.4. */
  readonly margin?: number;
  /** Hold the pairs' own weights constant for differentiation. Default true. */
  readonly detachWeights?: boolean;
  /** Compare unit vectors. Default true. */
  readonly normalize?: boolean;
}

/**
 * Circle loss: similarities of positives and negatives, each weighted by how far it is from where it should be.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function circle(
  labels: Tensor,
  embeddings: Tensor,
  { gamma = 80, margin = 0.4, detachWeights = true, normalize = true }: CircleOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("circle", labels, embeddings);
  const points = normalize ? l2Normalize(embeddings) : embeddings;
  const similarity = dots(points, points);
  const held = detachWeights ? stopGradient(similarity) : similarity;
  const ofPositives = mul(mul(-gamma, relu(sub(1 + margin, held))), sub(similarity, 1 - margin));
  const ofNegatives = mul(mul(gamma, relu(add(held, margin))), sub(similarity, margin));
  return softplus(add(maskedLogSumExp(ofPositives, positive), maskedLogSumExp(ofNegatives, negative)));
}

const spec: LossSpec<CircleOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: circle,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: ["CircleLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Similarities to positives and negatives, each weighted by its distance from the optimum.",
  formula:
    "\\log\\Bigl(1 + \\sum_n e^{\\gamma [s_n + m]_+ (s_n - m)} \\sum_p e^{-\\gamma [1 + m - s_p]_+ (s_p - 1 + m)}\\Bigr)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    gamma: { kind: "number", default: 80, above: 0, doc: "Scale." },
    margin: { kind: "number", default: 0.4, min: 0, max: 1, doc: "Positives aim at 1 - margin, negatives at margin." },
    detachWeights: { kind: "flag", default: true, doc: "Hold the pairs' own weights constant for differentiation." },
    normalize: unitParam,
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Sun et al. 2020, arXiv:2002.10857"],
  reference: {
    keras: { name: "Circle", differs: "does not detach the weights, nor normalise the embeddings" },
    pml: "CircleLoss",
  },
};
export default spec;
