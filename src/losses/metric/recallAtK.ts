import type { Tensor } from "../../core/tensor.ts";
import { add, div, maximum, minimum, mul, sub } from "../../ops/arithmetic.ts";
import { indicator, logicalOr } from "../../ops/compare.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedSum } from "../masked.ts";
import { anchorsWith, cosines, labelledPairs, softRanks } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface RecallAtKOptions {
  /** Numbers of results that are looked at. Default [1, 2, 4, 8, 16]. */
  readonly ks?: readonly number[];
  /** Width of the sigmoids that count ranks. Default 0.01. */
  readonly temperature?: number;
  /** Width of the sigmoids that say whether a rank is within k. Default 1. */
  readonly rankTemperature?: number;
}

/**
 * Recall@k surrogate: 1 less the recall within the first k results, a mean over several k, with ranks by cosine and the
 * bound k softened by sigmoids.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function recallAtK(labels: Tensor, embeddings: Tensor, options: RecallAtKOptions = {}): Tensor {
  const { ks = [1, 2, 4, 8, 16], temperature = 0.01, rankTemperature = 1 } = options;
  const { positive, negative } = labelledPairs("recallAtK", labels, embeddings);
  const others = logicalOr(positive, negative);
  const rank = add(softRanks(cosines(embeddings, embeddings), others, temperature), 0.5);
  const total = maximum(sum(indicator(positive, rank), { axes: -1 }), 1);
  const recalls = ks.map((k) => {
    const within = sigmoid(div(sub(k, rank), rankTemperature));
    return div(minimum(maskedSum(within, positive, { axes: -1 }), k), minimum(total, k));
  });
  return sub(1, mul(recalls.reduce(add), 1 / ks.length));
}

const spec: LossSpec<RecallAtKOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: recallAtK,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: ["RecallAtKSurrogate", "RS@k"],
  family: "metric",
  tasks: ["embeddings", "ranking"],
  summary: "One minus a smooth recall within the first k results, for several k.",
  formula:
    "1 - \\operatorname{mean}_k \\frac{\\min(k, \\sum_p \\sigma((k - r_p) / \\tau_2))}{\\min(k, N_+)}, \\quad r_p = 1 + \\sum_{j \\ne p} \\sigma\\bigl((s_j - s_p) / \\tau_1\\bigr)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    ks: {
      kind: "numbers",
      default: [1, 2, 4, 8, 16],
      min: 1,
      integer: true,
      example: [1, 3],
      doc: "Numbers of results.",
    },
    temperature: { kind: "number", default: 0.01, above: 0, doc: "Width of the sigmoids that count ranks." },
    rankTemperature: { kind: "number", default: 1, above: 0, doc: "Width of those that say what is within k." },
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Patel et al. 2022, arXiv:2108.11179"],
  reference: {},
};
export default spec;
