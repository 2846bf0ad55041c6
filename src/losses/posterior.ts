import type { Tensor } from "../core/tensor.ts";
import { add, div, mul, neg, square, sub } from "../ops/arithmetic.ts";
import { exp, expm1, log } from "../ops/exponential.ts";

/**
 * Divergence, in nats and number by number, of a diffusion model's reverse step from the true posterior of that step.
 * Both are normal; their means differ by β / √(α (1 - ᾱ)) times the error of the noise, and the model's log-variance lies
 * between that of the posterior (β̃) and that of the step (β).
 * @param squaredError of the predicted noise
 * @param fraction of the way from log β̃ to log β
 * @param beta β of the step, broadcast
 * @param before ᾱ of the step before
 */
export function posteriorDivergence(squaredError: Tensor, fraction: Tensor, beta: Tensor, before: Tensor): Tensor {
  const alpha = sub(1, beta);
  const lost = add(sub(1, before), mul(before, beta)); // 1 - ᾱ
  const ratio = div(sub(1, before), lost); // β̃ / β
  // log(model's variance / posterior's) = fraction · (log β - log β̃)
  const excess = mul(fraction, neg(log(ratio)));
  const shift = div(mul(square(beta), squaredError), mul(alpha, lost));
  const scaled = mul(div(shift, mul(ratio, beta)), exp(neg(excess)));
  return mul(add(add(expm1(neg(excess)), excess), scaled), 0.5);
}
