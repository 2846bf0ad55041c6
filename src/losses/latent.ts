import type { Tensor } from "../core/tensor.ts";
import { add, maximum, mul, square, sub } from "../ops/arithmetic.ts";
import { expm1 } from "../ops/exponential.ts";

/** KL(N(mean, exp(logVariance)) ‖ N(0, 1)) of each latent, in nats; at least `freeBits`, where the gradient is 0. Any shape. */
export function klToStandardNormal(mean: Tensor, logVariance: Tensor, freeBits = 0): Tensor {
  const each = mul(0.5, add(square(mean), sub(expm1(logVariance), logVariance)));
  return freeBits === 0 ? each : maximum(each, freeBits);
}
