import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedLogSumExp } from "../masked.ts";
import { informativePairs } from "../mining.ts";
import { anchorsWith, cosines, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface MultiSimilarityOptions {
  /** Sharpness of the weights of positives. Default 2. */
  readonly alpha?: number;
  /** Sharpness of the weights of negatives. Default 50. */
  readonly beta?: number;
  /** Cosine that positives should exceed and negatives stay below. Default 0.5. */
  readonly base?: number;
  /**
   * Use only negatives less than this below the least similar positive, and positives less than this above the most similar
   * negative; the paper mines with 0.1. Default: all pairs.
   */
  readonly epsilon?: number;
}

/**
 * Multi-similarity loss: soft maxima over an anchor's positives and negatives.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function multiSimilarity(
  labels: Tensor,
  embeddings: Tensor,
  { alpha = 2, beta = 50, base = 0.5, epsilon }: MultiSimilarityOptions = {},
): Tensor {
  const pairs = labelledPairs("multiSimilarity", labels, embeddings);
  const cosine = cosines(embeddings, embeddings);
  const { positive, negative } = epsilon === undefined ? pairs : informativePairs(stopGradient(cosine), pairs, epsilon);
  const excess = sub(cosine, base);
  const ofPositives = div(softplus(maskedLogSumExp(mul(-alpha, excess), positive)), alpha);
  return add(ofPositives, div(softplus(maskedLogSumExp(mul(beta, excess), negative)), beta));
}

const spec: LossSpec<MultiSimilarityOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: multiSimilarity,
  mask: (labels) => anchorsWith(labels, "either"),
  aliases: ["MultiSimilarityLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Soft maxima over an anchor's positives and negatives.",
  formula:
    "\\tfrac1\\alpha \\log\\Bigl(1 + \\sum_p e^{-\\alpha (s_p - \\lambda)}\\Bigr) + \\tfrac1\\beta \\log\\Bigl(1 + \\sum_n e^{\\beta (s_n - \\lambda)}\\Bigr)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    alpha: { kind: "number", default: 2, above: 0, doc: "Sharpness of the weights of positives." },
    beta: { kind: "number", default: 50, above: 0, doc: "Sharpness of the weights of negatives." },
    base: { kind: "number", default: 0.5, doc: "Cosine that positives should exceed and negatives stay below." },
    epsilon: { kind: "number", default: null, min: 0, doc: "Width of the band of pairs to use; the paper has 0.1." },
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Wang et al. 2019, arXiv:1904.06627"],
  reference: { pml: "MultiSimilarityLoss" },
};
export default spec;
