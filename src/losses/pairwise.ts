import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, clip, div, maximum, mul, square, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import {
  equal,
  isFinite as finite,
  greater,
  indicator,
  less,
  logicalAnd,
  logicalNot,
  logicalOr,
  where,
} from "../ops/compare.ts";
import { exp, mulOrZero, sigmoid } from "../ops/exponential.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { l2Normalize } from "../ops/norm.ts";
import { logSumExp, max, min } from "../ops/reduce.ts";
import { cast, type ReduceOptions, stopGradient, sum } from "../ops/structure.ts";
import { rootOrZero } from "./norms.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

// Examples of a batch compared with each other: who belongs with whom, how far apart they are, and means over some of them.

/** Which examples are of one class, as [batch, batch] bool: anchors are rows. Nobody is their own positive. */
export interface LabelPairs {
  readonly positive: Tensor;
  readonly negative: Tensor;
}

/**
 * Checks a labelled batch.
 * @param labels [batch] integers
 * @param embeddings [batch, dim]
 * @param name of the embeddings in the loss
 * @throws ShapeError when there is not one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function labelledPairs(at: string, labels: Tensor, embeddings: Tensor, name = "embeddings"): LabelPairs {
  bindShapes(at, { labels: [labels, "[batch]"], [name]: [embeddings, "[batch, dim]"] });
  requireFloats(at, embeddings);
  asIndex(at, labels);
  return pairsOf(labels);
}

function pairsOf(labels: Tensor): LabelPairs {
  const same = sameLabel(cast(labels, "int64"));
  return { positive: logicalAnd(same, offDiagonal(labels.size)), negative: logicalNot(same) };
}

/** Which entries of a [labels, labels] matrix belong to equal labels; bool. */
export function sameLabel(labels: Tensor): Tensor {
  return equal(expandDims(labels, 1), expandDims(labels, 0));
}

/** The diagonal of a [n, n] matrix; bool. */
export function diagonal(n: number): Tensor {
  return sameLabel(iota(n));
}

/** All pairs of two different rows, [n, n] bool. */
export function offDiagonal(n: number): Tensor {
  return logicalNot(diagonal(n));
}

/** Whether each row of a mask has an entry. */
export function anyOf(mask: Tensor): Tensor {
  return greater(sum(cast(mask, "float32"), { axes: -1 }), 0);
}

/** Anchors that have a positive, a negative, both, or any other example at all: for the spec's `mask`. */
export function anchorsWith(labels: Tensor, wanted: "positive" | "negative" | "both" | "either"): Tensor {
  const { positive, negative } = pairsOf(labels);
  if (wanted === "positive") return anyOf(positive);
  if (wanted === "negative") return anyOf(negative);
  return (wanted === "both" ? logicalAnd : logicalOr)(anyOf(positive), anyOf(negative));
}

/** Above this many numbers the differences of all pairs are not written out. */
const mostDifferences = 2 ** 22;

/**
 * Squared Euclidean distances between the rows of two matrices: exact from differences, so that equal rows are at 0; for
 * large batches from products, which is faster and loses the digits that lengths have and distances have not.
 * @param a [n, dim]
 * @param b [m, dim]
 * @returns [n, m]
 */
export function squaredDistances(a: Tensor, b: Tensor): Tensor {
  if (a.size * (b.shape[0] as number) <= mostDifferences)
    return sum(square(sub(expandDims(a, 1), expandDims(b, 0))), { axes: -1 });
  const squares = (x: Tensor): Tensor => sum(square(x), { axes: -1 });
  const lengths = add(expandDims(squares(a), 1), expandDims(squares(b), 0));
  return clip(sub(lengths, mul(2, dots(a, b))), 0, Number.POSITIVE_INFINITY);
}

/** Products of the rows of two matrices, [n, m]. */
export function dots(a: Tensor, b: Tensor): Tensor {
  return matMul(a, transposeMatrix(b));
}

/** Cosines between the rows of two matrices, [n, m]; 0 for a row of zeros. */
export function cosines(a: Tensor, b: Tensor): Tensor {
  const unit = l2Normalize(a);
  return dots(unit, a === b ? unit : l2Normalize(b));
}

export type Distance = "euclidean" | "squaredEuclidean" | "cosine";

/** Distances within a batch, [batch, batch]: between unit vectors with `normalize`. The cosine's is 1 - cos. */
export function distancesWithin(x: Tensor, normalize: boolean, distance: Distance = "euclidean"): Tensor {
  if (distance === "cosine") return sub(1, cosines(x, x));
  const points = normalize ? l2Normalize(x) : x;
  const squared = squaredDistances(points, points);
  return distance === "euclidean" ? rootOrZero(squared) : squared;
}

/** Sines between unit vectors and each other, from their distances, which keep their digits where cosines lose them. */
export function sinesWithin(unit: Tensor): Tensor {
  const squared = squaredDistances(unit, unit);
  return rootOrZero(mul(squared, relu(sub(1, mul(0.25, squared)))));
}

/**
 * How many of a mask are more similar to the anchor than each example is, counted by sigmoids: of an example with itself one
 * half.
 * @param similarity [batch, batch]
 * @param mask [batch, batch] bool
 * @returns [batch, batch]
 */
export function softRanks(similarity: Tensor, mask: Tensor, temperature: number): Tensor {
  const ahead = sigmoid(div(sub(expandDims(similarity, 1), expandDims(similarity, 2)), temperature));
  return maskedSum(ahead, expandDims(mask, 1), { axes: -1 });
}

/** Sum over the entries of a mask. */
export function maskedSum(x: Tensor, mask: Tensor, options: ReduceOptions = {}): Tensor {
  return sum(where(mask, x, 0), options);
}

/** Mean over the entries of a mask; 0 where it has none. */
export function maskedMean(x: Tensor, mask: Tensor, options: ReduceOptions = {}): Tensor {
  const count = sum(indicator(mask, x), options);
  return div(maskedSum(x, mask, options), maximum(count, 1));
}

/** Largest entry of a mask; -∞, with zero gradient, where it has none. */
export function maskedMax(x: Tensor, mask: Tensor, options: ReduceOptions = { axes: -1 }): Tensor {
  return max(where(mask, x, Number.NEGATIVE_INFINITY), options);
}

/** Smallest entry of a mask; ∞, with zero gradient, where it has none. */
export function maskedMin(x: Tensor, mask: Tensor, options: ReduceOptions = { axes: -1 }): Tensor {
  return min(where(mask, x, Number.POSITIVE_INFINITY), options);
}

/** log Σ e^x over the entries of a mask; -∞, with zero gradient, where it has none. */
export function maskedLogSumExp(x: Tensor, mask: Tensor, options: ReduceOptions = { axes: -1 }): Tensor {
  return logSumExp(where(mask, x, Number.NEGATIVE_INFINITY), options);
}

/** Softmax over the entries of a mask, along the last axis; 0 elsewhere. */
export function maskedSoftmax(x: Tensor, mask: Tensor): Tensor {
  const total = finiteOr(maskedLogSumExp(x, mask, { axes: -1, keepDims: true }), 0);
  return exp(where(mask, sub(x, total), Number.NEGATIVE_INFINITY));
}

/** x where it is finite, else a number. */
export function finiteOr(x: Tensor, otherwise: number): Tensor {
  return where(finite(x), x, otherwise);
}

/** Weighted means of rows; zeros where all weights are 0. weights: [n, m], rows: [m, dim]; returns [n, dim]. */
export function meanRows(weights: Tensor, rows: Tensor): Tensor {
  const total = sum(weights, { axes: 1, keepDims: true });
  return div(matMul(weights, rows), where(greater(total, 0), total, 1));
}

/** Median of a vector: of an even number the lower one of the middle. Constant for differentiation. */
export function medianOf(x: Tensor): Tensor {
  const [place, value] = [iota(x.size), stopGradient(x)];
  const isBelow = less(expandDims(value, 0), expandDims(value, 1));
  const isEqual = equal(expandDims(value, 0), expandDims(value, 1));
  const isBefore = logicalOr(isBelow, logicalAnd(isEqual, less(expandDims(place, 0), expandDims(place, 1))));
  const rank = sum(cast(isBefore, "float32"), { axes: 1 });
  return maskedSum(value, equal(rank, Math.max(0, Math.floor((x.size - 1) / 2))));
}

/** Which pairs or triplets a mean is over: all of an anchor's, those that cost something, or those of the whole batch. */
export type Average = "all" | "violating" | "batch";

/**
 * What each anchor's pairs or triplets cost on average; 0 for an anchor without any.
 * @param losses [batch, ...]
 * @param weights how much each counts, the same shape, constant for differentiation
 * @param anchors those that count, [batch] bool
 * @param average with "batch" the values are scaled so that their mean over `anchors` is the mean over the batch's
 *   violating pairs or triplets, as in pytorch-metric-learning; default "all"
 */
export function averagePerAnchor(losses: Tensor, weights: Tensor, anchors: Tensor, average: Average = "all"): Tensor {
  const counts = average === "all" ? weights : mul(weights, stopGradient(indicator(greater(losses, 0), losses)));
  const axes = losses.shape.map((_, axis) => axis).slice(1);
  const total = sum(mulOrZero(counts, losses), { axes });
  const count = average === "batch" ? div(sum(counts), sum(indicator(anchors, losses))) : sum(counts, { axes });
  const hasAny = greater(count, 0);
  return where(hasAny, div(total, where(hasAny, count, 1)), 0);
}
