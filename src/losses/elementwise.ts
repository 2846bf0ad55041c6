import type { Tensor } from "../core/tensor.ts";
import { mean } from "../ops/reduce.ts";

/** One value per example or position: the mean over the last axis, except of a rank-1 batch of scalars. */
export function meanLastAxis(values: Tensor): Tensor {
  return values.rank < 2 ? values : mean(values, { axes: -1 });
}
