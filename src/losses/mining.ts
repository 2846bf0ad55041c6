import type { Tensor } from "../core/tensor.ts";
import { add, clip, div, maximum, mul, square, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { equal, isFinite as finite, greater, indicator, less, logicalAnd, where } from "../ops/compare.ts";
import { log } from "../ops/exponential.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { anyOf, maskedMax, maskedMin, maskedSoftmax } from "./masked.ts";
import type { LabelPairs } from "./pairwise.ts";

// Which triplets of a batch are learned from, as weights that are constant for differentiation.

/**
 * `all` triplets; `hard`: each anchor's farthest positive with its nearest negative; `semihard`: each positive with the
 * nearest of the negatives beyond it, or the farthest negative where none is beyond (Schroff et al. 2015);
 * `distanceWeighted`: each positive with all negatives, weighted by their chance to be drawn by distance-weighted sampling
 * (Wu et al. 2017): its expectation, without its noise.
 */
export type Mining = "all" | "hard" | "semihard" | "distanceWeighted";

/**
 * Weights of triplets.
 * @param distances [batch, batch]
 * @param dim of the embeddings
 * @returns [anchors, positives, negatives] from 0 to 1
 */
export function tripletWeights(mining: Mining, distances: Tensor, pairs: LabelPairs, dim: number): Tensor {
  const d = stopGradient(distances);
  const { positive, negative } = mining === "hard" ? hardest(d, pairs) : pairs;
  const chosen = expandDims(positive, 2);
  if (mining === "distanceWeighted")
    return mul(indicator(chosen, d), expandDims(sampledNegatives(d, negative, dim), 1));
  const triplets = logicalAnd(chosen, expandDims(negative, 1));
  if (mining !== "semihard") return indicator(triplets, d);
  const [ofPositive, ofNegative] = [expandDims(d, 2), expandDims(d, 1)];
  const nearest = maskedMin(ofNegative, logicalAnd(expandDims(negative, 1), greater(ofNegative, ofPositive)));
  const best = where(finite(nearest), nearest, maskedMax(d, negative, { axes: -1, keepDims: true }));
  return indicator(logicalAnd(triplets, equal(ofNegative, expandDims(best, 2))), d);
}

function hardest(d: Tensor, { positive, negative }: LabelPairs): LabelPairs {
  const options = { axes: -1, keepDims: true };
  return {
    positive: logicalAnd(positive, equal(d, maskedMax(d, positive, options))),
    negative: logicalAnd(negative, equal(d, maskedMin(d, negative, options))),
  };
}

/** Distances below are taken for this one, so that single neighbours do not get all the weight. */
const nearest = 0.5;
/** Negatives beyond are drawn only where there are no others: they cost nothing. */
const farthest = 1.4;

/**
 * Chances of negatives to be drawn: the inverse of the density of distances on a sphere, d^(dim - 2) (1 - d²/4)^((dim - 3)/2).
 * @param distances between unit vectors, [batch, batch]
 * @returns [batch, batch], rows of sum 1; 0 for an anchor without negatives
 */
export function sampledNegatives(distances: Tensor, negative: Tensor, dim: number): Tensor {
  const d = stopGradient(clip(distances, nearest, farthest));
  const logInverse = sub(mul(log(d), 2 - dim), mul(log(sub(1, mul(0.25, square(d)))), (dim - 3) / 2));
  const near = logicalAnd(negative, less(distances, farthest));
  const uniform = div(indicator(negative, d), maximum(sum(indicator(negative, d), { axes: -1, keepDims: true }), 1));
  return stopGradient(where(expandDims(anyOf(near), 1), maskedSoftmax(logInverse, near), uniform));
}

/**
 * Negatives less than `epsilon` below the least similar positive, and positives less than that above the most similar
 * negative (Wang et al. 2019).
 * @param similarity [batch, batch], constant for differentiation
 */
export function informativePairs(similarity: Tensor, { positive, negative }: LabelPairs, epsilon: number): LabelPairs {
  const options = { axes: -1, keepDims: true };
  return {
    positive: logicalAnd(positive, less(sub(similarity, epsilon), maskedMax(similarity, negative, options))),
    negative: logicalAnd(negative, greater(add(similarity, epsilon), maskedMin(similarity, positive, options))),
  };
}
