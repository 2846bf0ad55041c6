import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { less, logicalAnd } from "../../ops/compare.ts";
import { cast, sum } from "../../ops/structure.ts";
import { labelledInputs } from "../labelled.ts";
import { maskedSum } from "../masked.ts";
import { anchorsWith, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface LmnnOptions {
  /** How many of the nearest positives are drawn near. Default 3. */
  readonly neighbours?: number;
  /** How much farther than those, in squared distance, negatives have to be. Default 1. */
  readonly margin?: number;
  /** Share of the push in the sum. Default 0.5. */
  readonly push?: number;
}

/**
 * Large margin nearest neighbours: draws the nearest positives near and pushes negatives beyond each of them by a margin, in
 * squared distances. The neighbours are the nearest in the batch.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function lmnn(
  labels: Tensor,
  embeddings: Tensor,
  { neighbours = 3, margin = 1, push = 0.5 }: LmnnOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("lmnn", labels, embeddings);
  const d = distancesWithin(embeddings, false, "squaredEuclidean");
  const isNearer = logicalAnd(expandDims(positive, 1), less(expandDims(d, 1), expandDims(d, 2)));
  const near = logicalAnd(positive, less(sum(cast(isNearer, "float32"), { axes: -1 }), neighbours));
  const triplets = logicalAnd(expandDims(near, 2), expandDims(negative, 1));
  const intrusions = relu(add(sub(expandDims(d, 2), expandDims(d, 1)), margin));
  return add(
    mul(1 - push, maskedSum(d, near, { axes: -1 })),
    mul(push, maskedSum(intrusions, triplets, { axes: [1, 2] })),
  );
}

const spec: LossSpec<LmnnOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: lmnn,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: ["large_margin_nearest_neighbours"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Nearest positives near, negatives beyond them by a margin.",
  formula: "(1 - \\mu) \\sum_p d_p^2 + \\mu \\sum_p \\sum_n [m + d_p^2 - d_n^2]_+",
  inputs: labelledInputs,
  coupled: true,
  params: {
    neighbours: { kind: "integer", default: 3, min: 1, example: 1, doc: "How many nearest positives are drawn near." },
    margin: { kind: "number", default: 1, min: 0, doc: "How much farther negatives have to be." },
    push: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the push in the sum." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Weinberger and Saul 2009, Distance Metric Learning for Large Margin Nearest Neighbor Classification"],
  reference: {},
};
export default spec;
