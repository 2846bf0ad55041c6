import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { abs, add, div, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { iota } from "../../ops/bits.ts";
import { greater, indicator, where } from "../../ops/compare.ts";
import { cumSum } from "../../ops/scan.ts";
import { sum } from "../../ops/structure.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedSum } from "../masked.ts";
import { anchorsWith, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface FastApOptions {
  /** Bins of the histogram of squared distances, from 0 to 4. Default 10. */
  readonly bins?: number;
}

/**
 * FastAP: 1 less the average precision of retrieval by the anchor, with distances between unit vectors counted softly in bins.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function fastAp(labels: Tensor, embeddings: Tensor, { bins = 10 }: FastApOptions = {}): Tensor {
  const { positive, negative } = labelledPairs("fastAp", labels, embeddings);
  const squared = distancesWithin(embeddings, true, "squaredEuclidean");
  const places = mul(expandDims(squared, 2), bins / 4);
  const counts = relu(sub(1, abs(sub(places, iota(bins + 1, squared.dtype)))));
  const found = maskedSum(counts, expandDims(positive, 2), { axes: 1 });
  const foundSoFar = cumSum(found);
  const allSoFar = cumSum(add(found, maskedSum(counts, expandDims(negative, 2), { axes: 1 })));
  const hasAny = greater(allSoFar, 0);
  const precision = div(foundSoFar, where(hasAny, allSoFar, 1));
  const total = maximum(sum(indicator(positive, squared), { axes: 1 }), 1);
  return sub(1, div(sum(mul(found, precision), { axes: 1 }), total));
}

const spec: LossSpec<FastApOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: fastAp,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: ["FastAPLoss"],
  family: "metric",
  tasks: ["embeddings", "ranking"],
  summary: "One minus average precision, with distances counted softly in bins.",
  formula: "1 - \\frac{1}{N_+} \\sum_b \\frac{h^+_b H^+_b}{H_b}",
  inputs: labelledInputs,
  coupled: true,
  params: { bins: { kind: "integer", default: 10, min: 1, doc: "Bins of squared distances, from 0 to 4." } },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Cakir et al. 2019, Deep Metric Learning to Rank"],
  reference: { pml: "FastAPLoss" },
};
export default spec;
