import type { Tensor } from "../core/tensor.ts";
import { constant } from "../core/tensor.ts";
import { abs, add, div, maximum, mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { greater, greaterEqual, indicator, logicalAnd, where as select } from "../ops/compare.ts";
import { log, pow, sigmoid } from "../ops/exponential.ts";
import { any } from "../ops/reduce.ts";
import { argsort, sort } from "../ops/sort.ts";
import { cast, stopGradient, sum } from "../ops/structure.ts";
import { bindFloats } from "./shapes.ts";

/** Lists of items with their relevance and scores. Items of a relevance below 0 are padding: they do not exist. */
export interface Lists {
  /** [batch, items] bool */
  readonly isReal: Tensor;
  /** [batch, items], 0 at padding. */
  readonly relevance: Tensor;
  /** [batch, items], 0 at padding, without gradient there. */
  readonly scores: Tensor;
}

/**
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @throws ShapeError, DTypeError when they do not fit
 */
export function readLists(where: string, yTrue: Tensor, yPred: Tensor): Lists {
  bindFloats(where, { yTrue: [yTrue, "[batch, items]"], yPred: [yPred, "[batch, items]"] });
  const isReal = greaterEqual(yTrue, 0);
  return { isReal, relevance: select(isReal, yTrue, 0), scores: select(isReal, yPred, 0) };
}

/** Lists with at least one item that is not padding: [batch] bool. */
export function hasItems(yTrue: Tensor): Tensor {
  return any(greaterEqual(yTrue, 0), { axes: -1 });
}

/** Lists with at least one relevant item: [batch] bool. */
export function hasRelevant(yTrue: Tensor): Tensor {
  return any(greater(yTrue, 0), { axes: -1 });
}

/** Lists with at least two items of different relevance: [batch] bool. */
export function hasPreference(yTrue: Tensor): Tensor {
  return any(isPreferred(yTrue), { axes: [1, 2] });
}

/** x_i - x_j: [batch, items, items] */
export function differences(x: Tensor): Tensor {
  return sub(expandDims(x, 2), expandDims(x, 1));
}

/** Whether item i is more relevant than item j, and neither is padding: [batch, items, items] bool. */
export function isPreferred(yTrue: Tensor): Tensor {
  return logicalAnd(greater(expandDims(yTrue, 2), expandDims(yTrue, 1)), expandDims(greaterEqual(yTrue, 0), 1));
}

/** Sum of values over the pairs that count: [batch] */
export function sumOverPairs(values: Tensor, counts: Tensor): Tensor {
  return sum(select(counts, values, 0), { axes: [1, 2] });
}

/** Mean of values over the pairs that count, 0 without any: [batch] */
export function meanOverPairs(values: Tensor, counts: Tensor): Tensor {
  return div(sumOverPairs(values, counts), maximum(sum(indicator(counts, values), { axes: [1, 2] }), 1));
}

/** Rank of each item by score, from 1, padding last; of equals the first item leads: [batch, items], no gradient. */
export function ranksOf({ scores, isReal }: Lists): Tensor {
  const order = argsort(stopGradient(select(isReal, scores, Number.NEGATIVE_INFINITY)), { descending: true });
  return add(cast(argsort(order), scores.dtype), 1);
}

/** Ranks in which each pair counts by the sigmoid of its difference of scores / temperature: [batch, items] */
export function smoothRanksOf({ scores, isReal }: Lists, temperature: Tensor | number): Tensor {
  const before = sigmoid(div(differences(scores), temperature)); // of j before i, at [j, i]
  return add(sum(select(expandDims(isReal, 2), before, 0), { axes: 1 }), 0.5); // an item is not before itself
}

/** Gain of an item in DCG: 2^relevance - 1. */
export function gainOf(relevance: Tensor): Tensor {
  return sub(pow(2, relevance), 1);
}

/** Discount of a rank in DCG: 1 / log2(1 + rank). */
export function discountOf(rank: Tensor): Tensor {
  return div(Math.LN2, log(add(rank, 1)));
}

/** Gains divided by the DCG of the best order; all 0 in a list without a relevant item: [batch, items] */
export function normalisedGains({ relevance }: Lists): Tensor {
  const gains = gainOf(relevance);
  const places = constant(
    Array.from({ length: relevance.shape[1] as number }, (_, i) => i + 1),
    { dtype: relevance.dtype },
  );
  const best = sum(mul(sort(gains, { descending: true }), discountOf(places)), { axes: 1, keepDims: true });
  return div(gains, select(greater(best, 0), best, 1));
}

/**
 * What a pair means for NDCG: the difference of the items' gains times a difference of discounts, that of their ranks
 * (LambdaRank: what exchanging them changes) or that at their distance (NDCG-Loss2). Constant for differentiation.
 */
export function pairWeights(lists: Lists): { readonly byRank: Tensor; readonly byDistance: Tensor } {
  const ranks = ranksOf(lists);
  const gaps = differences(normalisedGains(lists));
  const distance = maximum(abs(differences(ranks)), 1);
  const step = sub(discountOf(distance), discountOf(add(distance, 1)));
  const byRank = stopGradient(mul(gaps, abs(differences(discountOf(ranks)))));
  return { byRank, byDistance: stopGradient(mul(gaps, step)) };
}
