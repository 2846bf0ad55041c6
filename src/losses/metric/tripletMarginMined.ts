import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, minimum, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { softplus } from "../../ops/exponential.ts";
import { type Mining, tripletWeights } from "../mining.ts";
import {
  type Average,
  anchorsWith,
  averagePerAnchor,
  type Distance,
  distancesWithin,
  labelledPairs,
} from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface TripletMarginMinedOptions {
  /** How much farther than the positive the negative has to be. Default 0.2. */
  readonly margin?: number;
  /** Which triplets: all, hard, semihard, distanceWeighted. Default "semihard". */
  readonly mining?: Mining;
  /** euclidean, squaredEuclidean or cosine, which is 1 - cos. Default "euclidean". */
  readonly distance?: Distance;
  /** Measure between unit vectors. Default true. */
  readonly normalize?: boolean;
  /** softplus in the place of the hinge. Default false. */
  readonly smooth?: boolean;
  /** Take the distance from the positive to the negative where that is smaller. Default false. */
  readonly swap?: boolean;
  /** Mean over all of an anchor's triplets, its violating ones, or (batch) those of the whole batch. Default "all". */
  readonly average?: Average;
}

/**
 * Triplet loss of a labelled batch: triplets are found among its examples.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean per anchor; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function tripletMarginMined(
  labels: Tensor,
  embeddings: Tensor,
  options: TripletMarginMinedOptions = {},
): Tensor {
  const { margin = 0.2, mining = "semihard", distance = "euclidean", normalize = true } = options;
  const { smooth = false, swap = false, average = "all" } = options;
  const pairs = labelledPairs("tripletMarginMined", labels, embeddings);
  const d = distancesWithin(embeddings, distance, normalize);
  const [toPositive, toNegative] = [expandDims(d, 2), expandDims(d, 1)];
  const nearest = swap ? minimum(toNegative, expandDims(d, 0)) : toNegative;
  const losses = (smooth ? softplus : relu)(add(sub(toPositive, nearest), margin));
  const weights = tripletWeights(mining, d, pairs, embeddings.shape[1] as number);
  return averagePerAnchor(losses, weights, average, anchorsWith(labels, "both"));
}

const spec: LossSpec<TripletMarginMinedOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: tripletMarginMined,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: [{ name: "pml.TripletMarginLoss", options: { margin: 0.05, mining: "all", average: "batch" } }],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Triplets found in a labelled batch: all, hard, semi-hard or weighted by distance.",
  formula: "\\operatorname{mean}_{(p, n)} [d(a, p) - d(a, n) + m]_+",
  inputs: [
    { name: "labels", domain: "label", shape: "[batch]" },
    { name: "embeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  coupled: true,
  params: {
    margin: { kind: "number", default: 0.2, doc: "How much farther the negative has to be." },
    mining: {
      kind: "choice",
      default: "semihard",
      choices: ["all", "hard", "semihard", "distanceWeighted"],
      doc: "Which.",
    },
    distance: {
      kind: "choice",
      default: "euclidean",
      choices: ["euclidean", "squaredEuclidean", "cosine"],
      doc: "Of pairs.",
    },
    normalize: { kind: "flag", default: true, doc: "Measure between unit vectors." },
    smooth: { kind: "flag", default: false, doc: "softplus in the place of the hinge." },
    swap: { kind: "flag", default: false, doc: "Distance from the positive to the negative where that is smaller." },
    average: { kind: "choice", default: "all", choices: ["all", "violating", "batch"], doc: "Over which triplets." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Schroff, Kalenichenko and Philbin 2015, arXiv:1503.03832", "Wu et al. 2017, arXiv:1706.07567"],
  reference: {
    pml: { name: "TripletMarginLoss", differs: "margin 0.05, no mining, mean over the batch's violations" },
  },
};
export default spec;
