import type { Tensor, TensorLike } from "../core/tensor.ts";
import { abs, add, div, mul } from "../ops/arithmetic.ts";
import { less, where } from "../ops/compare.ts";
import { expm1 } from "../ops/exponential.ts";

/** (e^y - 1) / y, and 1 at y = 0. */
export function relativeExpm1(y: Tensor): Tensor {
  const isSmall = less(abs(y), 1e-3);
  const safe = where(isSmall, 1, y);
  const series = add(1, mul(y, add(1 / 2, mul(y, add(1 / 6, mul(y, 1 / 24))))));
  return where(isSmall, series, div(expm1(safe), safe));
}

/** Half of a number or tensor. */
export function half(x: TensorLike): TensorLike {
  return typeof x === "number" ? x / 2 : mul(0.5, x);
}
