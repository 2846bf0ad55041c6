import { sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { axesAfterFirst } from "./shapes.ts";
import type { LossOption } from "./spec.ts";

/**
 * A loss of whole examples: its mean over an example's values, times the example's numbers unless `average`. For a loss of
 * single numbers that is their sum.
 * @returns [batch]
 */
export function exampleTotals(loss: LossOption, yTrue: Tensor, yPred: Tensor, average: boolean): Tensor {
  const values = loss(yTrue, yPred);
  const means = values.rank < 2 ? values : mean(values, { axes: axesAfterFirst(values) });
  return average ? means : mul(means, sizeOf(yPred.shape.slice(1)));
}
