import type { Tensor } from "../core/tensor.ts";
import { add, mul } from "../ops/arithmetic.ts";
import { pad, slice } from "../ops/indexing.ts";

/**
 * The mean over a box around each position; what lies beyond the border counts as 0.
 * @param axes of the box
 * @param size its odd edge
 */
export function boxMean(x: Tensor, axes: readonly number[], size: number): Tensor {
  const reach = (size - 1) / 2;
  return axes.reduce((y, axis) => {
    const wide = pad(
      y,
      y.shape.map((_, at) => (at === axis ? [reach, reach] : [0, 0])),
    );
    const length = y.shape[axis] as number;
    const shifted = Array.from({ length: size }, (_, start) => slice(wide, { axes: axis, start, end: start + length }));
    return mul(
      shifted.reduce((sum, each) => add(sum, each)),
      1 / size,
    );
  }, x);
}
