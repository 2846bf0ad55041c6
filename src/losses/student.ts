import type { Tensor } from "../core/tensor.ts";
import { add, div, mul, sub } from "../ops/arithmetic.ts";
import { log, log1p } from "../ops/exponential.ts";
import { logGammaRatio } from "../ops/gamma.ts";
import { fullLike } from "../ops/structure.ts";

/**
 * Surprise at a target under Student's t distribution.
 * @param squared square of the error over the scale
 * @param logScale logarithm of the scale
 * @param freedom degrees of freedom
 */
export function studentTSurprise(squared: Tensor, logScale: Tensor, freedom: Tensor): Tensor {
  const normaliser = sub(
    mul(0.5, log(mul(freedom, Math.PI))),
    logGammaRatio(mul(0.5, freedom), fullLike(freedom, 0.5)),
  );
  const tail = mul(mul(0.5, add(freedom, 1)), log1p(div(squared, freedom)));
  return add(add(logScale, normaliser), tail);
}
