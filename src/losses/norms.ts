import { normalizeAxes } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { div, mul, sqrt, square } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { customGradient, type ReduceOptions, sum, unreduce } from "../ops/structure.ts";

/** Euclidean length along axes; the gradient of a zero vector is 0. */
export function euclidean(x: Tensor, { axes = -1, keepDims = false }: ReduceOptions = {}): Tensor {
  const list = normalizeAxes("euclidean", axes, x.rank);
  return customGradient(
    [x],
    (at) => sqrt(sum(square(at), { axes: list, keepDims })),
    (grad, [at], length) => {
      const safe = where(equal(length, 0), 1, length);
      return [mul(at as Tensor, unreduce(div(grad, safe), at as Tensor, list))];
    },
  );
}
