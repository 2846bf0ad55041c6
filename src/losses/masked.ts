import type { Tensor } from "../core/tensor.ts";
import { div, maximum, sub } from "../ops/arithmetic.ts";
import { isFinite as finite, greater, indicator, where } from "../ops/compare.ts";
import { exp } from "../ops/exponential.ts";
import { logSumExp, max, min } from "../ops/reduce.ts";
import { cast, type ReduceOptions, sum } from "../ops/structure.ts";

// What is over some entries only: a mask says which, bool and of a shape that broadcasts.

/** Whether each row of a mask has an entry. */
export function anyOf(mask: Tensor): Tensor {
  return greater(sum(cast(mask, "float32"), { axes: -1 }), 0);
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
