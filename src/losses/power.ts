import type { Tensor } from "../core/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { exp, log } from "../ops/exponential.ts";
import { fullLike } from "../ops/structure.ts";

/**
 * x^exponent for x of 0 or more, with a derivative of 0 at 0, also where it would be infinite (exponents below 1). For
 * focusing factors, which multiply something that vanishes there too. An exponent of 0 gives 1 everywhere.
 */
export function powerOrZero(x: Tensor, exponent: number): Tensor {
  if (exponent === 0) return fullLike(x, 1);
  if (exponent === 1) return x;
  if (exponent === 2) return mul(x, x);
  const isZero = equal(x, 0);
  return where(isZero, 0, exp(mul(log(where(isZero, 1, x)), exponent)));
}
