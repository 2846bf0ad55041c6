import { constant, type Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, div, maximum, mul, sqrt, square, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { greater, indicator, lessEqual } from "../ops/compare.ts";
import { gatherElements } from "../ops/gather.ts";
import { max } from "../ops/reduce.ts";
import { cumSum } from "../ops/scan.ts";
import { sort } from "../ops/sort.ts";
import { cast, customGradient, stopGradient, sum } from "../ops/structure.ts";

const last = { axes: -1, keepDims: true } as const;

/** Scores less the largest of the last axis. Constant for differentiation: what is made of them does not depend on it. */
function lowered(x: Tensor): Tensor {
  return sub(x, stopGradient(max(x, last)));
}

/**
 * 1 where a score is above the threshold found from the scores in descending order, else 0.
 * @param scores 0 at the largest; those at -1 or below are out in any case, so cumulated sums stay small
 */
function support(scores: Tensor, thresholds: (sorted: Tensor, rank: Tensor) => Tensor): Tensor {
  const given = stopGradient(maximum(scores, -1));
  const sorted = sort(given, { descending: true });
  const size = given.shape.at(-1) as number;
  const rank = constant(
    Array.from({ length: size }, (_, i) => i + 1),
    { dtype: given.dtype },
  );
  const all = thresholds(sorted, rank);
  const count = sum(indicator(lessEqual(all, sorted), given), last);
  // Rounding must not bring one in that was moved up to -1: what is computed of the support is not of the moved scores.
  const threshold = maximum(gatherElements(all, cast(sub(count, 1), "int64")), -1);
  return stopGradient(indicator(greater(given, threshold), given));
}

/**
 * The point of the simplex nearest to the scores, along the last axis (sparsemax: Martins and Astudillo 2016,
 * arXiv:1602.02068). It can be differentiated.
 */
export function simplexProjection(x: Tensor): Tensor {
  const scores = lowered(x);
  const chosen = support(scores, (sorted, rank) => div(sub(cumSum(sorted), 1), rank));
  const threshold = div(sub(sum(mul(chosen, scores), last), 1), sum(chosen, last));
  return mul(chosen, sub(scores, threshold));
}

/** Square roots of 1.5-entmax along the last axis (Peters et al. 2019, arXiv:1905.05702). They can be differentiated. */
export function entmax15Root(x: Tensor): Tensor {
  const scores = mul(lowered(x), 0.5);
  const chosen = support(scores, (sorted, rank) => {
    const average = div(cumSum(sorted), rank);
    const spread = sub(cumSum(square(sorted)), mul(rank, square(average)));
    return sub(average, sqrt(relu(div(sub(1, spread), rank))));
  });
  const count = sum(chosen, last);
  const average = div(sum(mul(chosen, scores), last), count);
  const spread = sum(square(mul(chosen, sub(scores, average))), last);
  const threshold = sub(average, sqrt(div(sub(1, spread), count))); // spread is at most 1 - 1/count
  return mul(chosen, sub(scores, threshold));
}

/**
 * The Fenchel-Young loss ⟨p - y, x⟩ + H(p) of a prediction p and its entropy H, for y at a corner of the simplex: its
 * gradient is p - y (Blondel et al. 2019, arXiv:1901.02324).
 * @param x scores, [..., classes]
 * @param target one-hot, the same shape
 * @param predict p
 * @param entropy H, [...], of the same scores
 * @returns [...]
 */
export function regularisedMaximum(
  x: Tensor,
  target: Tensor,
  predict: (x: Tensor) => Tensor,
  entropy: (x: Tensor) => Tensor,
): Tensor {
  const value = (at: Tensor): Tensor => {
    const ofTarget = sum(mul(target, at), last);
    return add(sum(mul(predict(at), sub(at, ofTarget)), { axes: -1 }), entropy(at));
  };
  return customGradient([x], value, (grad, [at]) => [mul(expandDims(grad, -1), sub(predict(at as Tensor), target))]);
}
