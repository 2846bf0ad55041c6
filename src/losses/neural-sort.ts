import type { Tensor, TensorLike } from "../core/tensor.ts";
import { constant } from "../core/tensor.ts";
import { abs, add, div, mul, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { indicator, lessEqual, logicalAnd, where as select } from "../ops/compare.ts";
import { exp } from "../ops/exponential.ts";
import { logSumExp } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { differences, type Lists } from "./lists.ts";

/**
 * NeuralSort (Grover et al. 2019, arXiv:1903.08850): at [place, item] how much the item belongs there in the descending
 * order of scores; a permutation as the temperature goes to 0. Padding belongs nowhere.
 * @param iterations of Sinkhorn's scaling, in log-space, after which the columns sum to 1 too
 * @returns [batch, items, items], rows summing to 1 for as many places as there are items, then 0
 */
export function softPermutation({ scores, isReal }: Lists, temperature: TensorLike, iterations: number): Tensor {
  const items = scores.shape[1] as number;
  const places = constant(
    Array.from({ length: items }, (_, i) => [i + 1]),
    { dtype: scores.dtype },
  );
  const count = expandDims(sum(indicator(isReal, scores), { axes: 1, keepDims: true }), 2);
  const isItem = expandDims(isReal, 1);
  const isPlace = lessEqual(places, count);
  const spread = sum(select(isItem, abs(differences(scores)), 0), { axes: 2 });
  const factor = sub(add(count, 1), mul(places, 2));
  const fit = div(sub(mul(factor, expandDims(scores, 1)), expandDims(spread, 1)), temperature);
  let logs = select(logicalAnd(isPlace, isItem), fit, Number.NEGATIVE_INFINITY);
  const overItems = (x: Tensor): Tensor => sub(x, select(isPlace, logSumExp(x, { axes: 2, keepDims: true }), 0));
  const overPlaces = (x: Tensor): Tensor => sub(x, select(isItem, logSumExp(x, { axes: 1, keepDims: true }), 0));
  logs = overItems(logs);
  for (let i = 0; i < iterations; i++) logs = overItems(overPlaces(logs));
  return exp(logs);
}
