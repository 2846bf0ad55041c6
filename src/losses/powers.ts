import type { Tensor } from "../core/tensor.ts";
import { relu } from "../ops/activation.ts";
import { sqrt, square } from "../ops/arithmetic.ts";
import { lessEqual, where } from "../ops/compare.ts";
import { pow } from "../ops/exponential.ts";
import { fullLike } from "../ops/structure.ts";

/**
 * x^exponent of numbers that are not negative but for rounding, with gradient 0 at 0 also for exponents below 1, whose
 * slope is infinite there.
 */
export function powOrZero(x: Tensor, exponent: number): Tensor {
  if (exponent === 0) return fullLike(x, 1);
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  if (exponent > 1) return pow(relu(x), exponent);
  const isZero = lessEqual(x, 0);
  return where(isZero, 0, pow(where(isZero, 1, x), exponent));
}

/** Square root with gradient 0 at 0. */
export function sqrtOrZero(x: Tensor): Tensor {
  const isZero = lessEqual(x, 0);
  return where(isZero, 0, sqrt(where(isZero, 1, x)));
}
