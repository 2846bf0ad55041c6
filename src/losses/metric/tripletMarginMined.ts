import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, minimum, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { softplus } from "../../ops/exponential.ts";
import {
  averageParam,
  type DistanceOptions,
  distanceKinks,
  distanceParam,
  labelledInputs,
  miningParam,
  unitParam,
} from "../labelled.ts";
import { type Mining, tripletWeights } from "../mining.ts";
import { anchorsWith, averagePerAnchor, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface TripletMarginMinedOptions extends DistanceOptions {
  /** How much farther than the positive the negative has to be. Default 0.2. */
  readonly margin?: number;
  /** Which triplets: all, hard, semihard, distanceWeighted. Default "all". */
  readonly mining?: Mining;
  /** Measure between unit vectors. Default true. */
  readonly normalize?: boolean;
  /** softplus in the place of the hinge. Default false. */
  readonly smooth?: boolean;
  /** Take the distance from the positive to the negative where that is smaller. Default false. */
  readonly swap?: boolean;
}

/**
 * Triplet loss of a labelled batch: triplets are found among its examples.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean per anchor; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function tripletMarginMined(labels: Tensor, embeddings: Tensor, given: TripletMarginMinedOptions = {}): Tensor {
  const { margin = 0.2, mining = "all", normalize = true, smooth = false, swap = false } = given;
  const pairs = labelledPairs("tripletMarginMined", labels, embeddings);
  const d = distancesWithin(embeddings, normalize, given.distance);
  const nearest = swap ? minimum(expandDims(d, 1), expandDims(d, 0)) : expandDims(d, 1);
  const losses = (smooth ? softplus : relu)(add(sub(expandDims(d, 2), nearest), margin));
  const weights = tripletWeights(mining, d, pairs, embeddings.shape[1] as number);
  return averagePerAnchor(losses, weights, anchorsWith(labels, "both"), given.average);
}

const spec: LossSpec<TripletMarginMinedOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: tripletMarginMined,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: [{ name: "pml.TripletMarginLoss", options: { margin: 0.05, average: "batch" } }],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Triplets found in a labelled batch: all, hard, semi-hard or weighted by distance.",
  formula: "\\operatorname{mean}_{(p, n)} [d(a, p) - d(a, n) + m]_+",
  inputs: labelledInputs,
  coupled: true,
  params: {
    margin: { kind: "number", default: 0.2, doc: "How much farther the negative has to be." },
    mining: miningParam,
    distance: distanceParam,
    normalize: unitParam,
    smooth: { kind: "flag", default: false, doc: "softplus in the place of the hinge." },
    swap: { kind: "flag", default: false, doc: "Distance from the positive to the negative where that is smaller." },
    average: averageParam,
  },
  minimum: 0,
  kinks: distanceKinks,
  cite: ["Schroff et al. 2015, arXiv:1503.03832", "Wu et al. 2017, arXiv:1706.07567"],
  reference: { pml: { name: "TripletMarginLoss", differs: "margin 0.05, mean over the batch's violations" } },
};
export default spec;
