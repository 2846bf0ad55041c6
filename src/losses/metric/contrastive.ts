import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, square, sub } from "../../ops/arithmetic.ts";
import { indicator } from "../../ops/compare.ts";
import { averageParam, type DistanceOptions, distanceParam, labelledInputs, unitParam } from "../labelled.ts";
import { anchorsWith, averagePerAnchor, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface ContrastiveOptions extends DistanceOptions {
  /** Distance within which positives cost nothing. Default 0. */
  readonly posMargin?: number;
  /** Distance beyond which negatives cost nothing. Default 1. */
  readonly negMargin?: number;
  /** Square what lies beyond the margins. Default false. */
  readonly squared?: boolean;
  /** Measure between unit vectors. Default true. */
  readonly normalize?: boolean;
}

/**
 * Contrastive loss of a labelled batch: positives within one margin, negatives beyond another. Means over positives and over
 * negatives are added. For given pairs see `pairContrastive`.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function contrastive(labels: Tensor, embeddings: Tensor, options: ContrastiveOptions = {}): Tensor {
  const { posMargin = 0, negMargin = 1, squared = false, normalize = true } = options;
  const { positive, negative } = labelledPairs("contrastive", labels, embeddings);
  const d = distancesWithin(embeddings, normalize, options.distance);
  const anchors = anchorsWith(labels, "either");
  const meanOf = (excess: Tensor, pairs: Tensor): Tensor => {
    const costs = relu(excess);
    return averagePerAnchor(squared ? square(costs) : costs, indicator(pairs, d), anchors, options.average);
  };
  return add(meanOf(sub(d, posMargin), positive), meanOf(sub(negMargin, d), negative));
}

const spec: LossSpec<ContrastiveOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: contrastive,
  mask: (labels) => anchorsWith(labels, "either"),
  aliases: [{ name: "ContrastiveLoss", options: { average: "batch" } }, "contrastive_loss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Pairs of a labelled batch: like ones within a margin, unlike ones beyond another.",
  formula: "\\operatorname{mean}_p [d(a, p) - m_+]_+ + \\operatorname{mean}_n [m_- - d(a, n)]_+",
  inputs: labelledInputs,
  coupled: true,
  params: {
    posMargin: { kind: "number", default: 0, doc: "Distance within which positives cost nothing." },
    negMargin: { kind: "number", default: 1, doc: "Distance beyond which negatives cost nothing." },
    squared: { kind: "flag", default: false, doc: "Square what lies beyond the margins." },
    distance: distanceParam,
    normalize: unitParam,
    average: averageParam,
  },
  minimum: 0,
  kinks: [
    {
      at: "distance = margin, and distance 0",
      gradient: "0",
      point: { inputs: { labels: [4, 4], embeddings: [[3], [3]] }, gradients: { embeddings: [[0], [0]] } },
    },
  ],
  cite: ["Hadsell et al. 2006, doi:10.1109/CVPR.2006.100"],
  reference: { pml: { name: "ContrastiveLoss", differs: "means over the violating pairs of the whole batch" } },
};
export default spec;
