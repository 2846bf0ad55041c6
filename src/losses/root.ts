import type { Tensor } from "../core/tensor.ts";
import { sqrt, square } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { sum } from "../ops/structure.ts";

/** √x, with gradient 0 instead of infinity where x is 0. */
export function rootOrZero(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, x)));
}

/** Euclidean length along axes, with gradient 0 at the zero vector. */
export function lengthOf(x: Tensor, axes: number | readonly number[] = -1): Tensor {
  return rootOrZero(sum(square(x), { axes }));
}
