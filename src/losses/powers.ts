import type { Tensor } from "../core/tensor.ts";
import { abs, mul, square } from "../ops/arithmetic.ts";
import { lessEqual, where } from "../ops/compare.ts";
import { exp, log, pow } from "../ops/exponential.ts";
import { fullLike } from "../ops/structure.ts";

/**
 * x^exponent of numbers that are not below 0 but for rounding, with a derivative of 0 at 0, also where it would be infinite
 * (exponents below 1). For focusing factors, which multiply something that vanishes there too. An exponent of 0 gives 1
 * everywhere.
 */
export function powerOrZero(x: Tensor, exponent: number): Tensor {
  if (exponent === 0) return fullLike(x, 1);
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  const isZero = lessEqual(x, 0);
  return where(isZero, 0, powerByLog(where(isZero, 1, x), exponent));
}

/** x^exponent for x above 0. Value and gradient of a million take 9 ms by logarithm and exponential, by ONNX Runtime's Pow 33. */
export function powerByLog(x: Tensor, exponent: number): Tensor {
  return exp(mul(log(x), exponent));
}

/** |x|^power for a power from 1, with the derivative 0 at 0. */
export function absPower(x: Tensor, power: number): Tensor {
  if (power === 1) return abs(x);
  return power === 2 ? square(x) : pow(abs(x), power);
}
