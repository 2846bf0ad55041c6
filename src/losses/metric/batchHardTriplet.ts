import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { where } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { asIsParam, distanceKinks, distanceParam, labelledInputs } from "../labelled.ts";
import { maskedMax, maskedMin } from "../masked.ts";
import { anchorsWith, type Distance, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface BatchHardTripletOptions {
  /** A hinge with this margin. Default: softplus, the soft margin. */
  readonly margin?: number;
  /** euclidean, squaredEuclidean or cosine, which is 1 - cos. Default "euclidean". */
  readonly distance?: Distance;
  /** Measure between unit vectors. Default false. */
  readonly normalize?: boolean;
}

/**
 * Batch-hard triplet loss: each anchor's farthest positive against its nearest negative, with a soft margin.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function batchHardTriplet(
  labels: Tensor,
  embeddings: Tensor,
  { margin, distance, normalize = false }: BatchHardTripletOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("batchHardTriplet", labels, embeddings);
  const d = distancesWithin(embeddings, normalize, distance);
  const gap = sub(maskedMax(d, positive), maskedMin(d, negative));
  const isComplete = anchorsWith(labels, "both");
  const costs = margin === undefined ? softplus : (x: Tensor): Tensor => relu(add(x, margin));
  return where(isComplete, costs(where(isComplete, gap, 0)), 0);
}

const spec: LossSpec<BatchHardTripletOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: batchHardTriplet,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: ["batch_hard", "SoftMarginTriplet"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Each anchor's farthest positive against its nearest negative, with a soft margin.",
  formula: "\\log\\bigl(1 + e^{\\max_p d(a, p) - \\min_n d(a, n)}\\bigr)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    margin: { kind: "number", default: null, doc: "A hinge with this margin instead of softplus.", example: 0.5 },
    distance: distanceParam,
    normalize: asIsParam,
  },
  minimum: 0,
  kinks: distanceKinks,
  cite: ["Hermans et al. 2017, arXiv:1703.07737"],
  reference: {},
};
export default spec;
