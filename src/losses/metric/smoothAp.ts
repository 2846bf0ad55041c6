import type { Tensor } from "../../core/tensor.ts";
import { add, div, sub } from "../../ops/arithmetic.ts";
import { logicalOr, where } from "../../ops/compare.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedMean } from "../masked.ts";
import { anchorsWith, cosines, labelledPairs, softRanks } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface SmoothApOptions {
  /** Width of the sigmoids that count. Default 0.01. */
  readonly temperature?: number;
}

/**
 * Smooth-AP: 1 less the average precision of retrieval by the anchor, with ranks by cosine counted by sigmoids.
 * @param labels which examples belong together, [batch] integers; classes may differ in size
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function smoothAp(labels: Tensor, embeddings: Tensor, { temperature = 0.01 }: SmoothApOptions = {}): Tensor {
  const { positive, negative } = labelledPairs("smoothAp", labels, embeddings);
  const similarity = cosines(embeddings, embeddings);
  const rank = (among: Tensor): Tensor => add(softRanks(similarity, among, temperature), 0.5); // one half is its own count
  const precision = div(rank(positive), rank(logicalOr(positive, negative)));
  return where(anchorsWith(labels, "positive"), sub(1, maskedMean(precision, positive, { axes: -1 })), 0);
}

const spec: LossSpec<SmoothApOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: smoothAp,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: ["SmoothAPLoss"],
  family: "metric",
  tasks: ["embeddings", "ranking"],
  summary: "One minus average precision, with ranks counted by sigmoids.",
  formula:
    "1 - \\operatorname{mean}_p \\frac{1 + \\sum_{q \\ne p} \\sigma((s_q - s_p) / \\tau)}{1 + \\sum_{k \\ne p} \\sigma((s_k - s_p) / \\tau)}",
  inputs: labelledInputs,
  coupled: true,
  params: { temperature: { kind: "number", default: 0.01, above: 0, doc: "Width of the sigmoids that count." } },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Brown et al. 2020, arXiv:2007.12163"],
  reference: {
    pml: { name: "SmoothAPLoss", differs: "counts each anchor among its own positives; classes of one size" },
  },
};
export default spec;
