import type { Tensor } from "../core/tensor.ts";
import { sqrt } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";

/** √x, with the derivative 0 at 0. */
export function rootOrZero(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, x)));
}
