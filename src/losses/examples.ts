import { sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { div, mul } from "../ops/arithmetic.ts";
import { notEqual } from "../ops/compare.ts";
import { any } from "../ops/reduce.ts";
import { reshape, sum } from "../ops/structure.ts";
import { axesFrom } from "./shapes.ts";
import type { LossOption } from "./spec.ts";

// One value per example, from all its numbers. x: [batch, ...]

/** Sum of each example's numbers, [batch]. */
export function sumOfExample(x: Tensor): Tensor {
  return x.rank < 2 ? x : sum(x, { axes: axesFrom(x, 1) });
}

/** Mean of each example's numbers, [batch]; 0 over nothing. */
export function meanOfExample(x: Tensor): Tensor {
  return x.rank < 2 ? x : div(sumOfExample(x), Math.max(1, sizeOf(x.shape.slice(1))));
}

/** One number per example, [batch], shaped so that it multiplies examples like `x`. */
export function perExampleFactor(factor: Tensor, x: Tensor): Tensor {
  return reshape(factor, [factor.size, ...axesFrom(x, 1).map(() => 1)]);
}

/** Each example's numbers in a row: [batch, positions]. */
export function rowsOf(x: Tensor): Tensor {
  const [batch = 1] = x.shape;
  return reshape(x, [batch, batch === 0 ? 0 : x.size / batch]);
}

/** Examples of which a mask of numbers keeps anything; bool [batch]. */
export function keepsAny(mask: Tensor): Tensor {
  return any(notEqual(rowsOf(mask), 0), { axes: -1 });
}

/**
 * A loss of whole examples: its mean over an example's values, times the example's numbers unless `average`. For a loss of
 * single numbers that is their sum.
 * @returns [batch]
 */
export function exampleTotals(loss: LossOption, yTrue: Tensor, yPred: Tensor, average: boolean): Tensor {
  const means = meanOfExample(loss(yTrue, yPred));
  return average ? means : mul(means, sizeOf(yPred.shape.slice(1)));
}
