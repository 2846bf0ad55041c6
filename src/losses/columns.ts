import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { add, div, mul, sqrt, square, sub } from "../ops/arithmetic.ts";
import { where as select } from "../ops/compare.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { mean } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { diagonal } from "./pairwise.ts";

/** Rows less the mean row, and the unbiased variance of each column: 0 for fewer than two rows. x: [batch, dim] */
export function columnStatistics(x: Tensor): { readonly centred: Tensor; readonly variances: Tensor } {
  const centred = sub(x, mean(x, { axes: 0, keepDims: true }));
  return { centred, variances: div(sum(square(centred), { axes: 0 }), Math.max((x.shape[0] as number) - 1, 1)) };
}

/** How far deviations fall short of 1, mean over the columns. */
export function shortfall(variances: Tensor, epsilon: number): Tensor {
  return mean(relu(sub(1, sqrt(add(variances, epsilon)))));
}

/** Sum of the squared covariances of different columns, over their number. @param centred [batch, dim], of mean 0 */
export function covariation(centred: Tensor): Tensor {
  const [batch, dim] = centred.shape as [number, number];
  const covariances = div(matMul(transposeMatrix(centred), centred), Math.max(batch - 1, 1));
  return div(sum(select(diagonal(dim), 0, square(covariances))), dim);
}

/** A moving mean after a batch: momentum · state + (1 - momentum) · mean row. An empty batch leaves it. x: [..., dim] */
export function movingMean(state: Tensor, x: Tensor, momentum: number): Tensor {
  if (x.size === 0) return state;
  const rows = mean(x, { axes: x.shape.map((_, axis) => axis).slice(0, -1) });
  return stopGradient(add(mul(state, momentum), mul(rows, 1 - momentum)));
}
