import type { Tensor } from "../core/tensor.ts";
import { add, mul, neg, reciprocal, sub } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { log1p, logAddExp, logSigmoid, softplus, xlogy } from "../ops/exponential.ts";
import { lgamma, logGammaRatio } from "../ops/gamma.ts";

/** Surprise at a count under a Poisson distribution. */
export function poissonSurprise(count: Tensor, rate: Tensor): Tensor {
  return sub(add(rate, lgamma(add(count, 1))), xlogy(count, rate));
}

/** Surprise at a count under a negative binomial distribution of variance mean + dispersion · mean². */
export function negativeBinomialSurprise(count: Tensor, mean: Tensor, dispersion: Tensor): Tensor {
  const size = reciprocal(dispersion);
  const ratio = mul(dispersion, mean);
  const normaliser = sub(lgamma(add(count, 1)), logGammaRatio(size, count));
  return add(normaliser, sub(mul(add(count, size), log1p(ratio)), xlogy(count, ratio)));
}

/**
 * Surprise at a count of a mixture of certain zeros and a distribution of counts.
 * @param zeroLogit logit of the share of certain zeros
 * @param ofCount surprise at the count under the distribution
 * @param ofZero surprise at 0 under it
 */
export function zeroInflated(count: Tensor, zeroLogit: Tensor, ofCount: Tensor, ofZero: Tensor): Tensor {
  const atZero = neg(logAddExp(logSigmoid(zeroLogit), sub(logSigmoid(neg(zeroLogit)), ofZero)));
  return where(equal(count, 0), atZero, add(softplus(zeroLogit), ofCount));
}
