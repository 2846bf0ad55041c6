import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { exp, expm1 } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Divergence of one diagonal normal distribution from another, KL(N(μ, σ²) ‖ N(m, s²)) in nats, summed over the last axis:
 * a posterior against a learned prior.
 * @param mean μ, [batch, latents]
 * @param logVariance log σ², the same shape
 * @param priorMean m, the same shape
 * @param priorLogVariance log s², the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function gaussianKlBetween(
  mean: Tensor,
  logVariance: Tensor,
  priorMean: Tensor,
  priorLogVariance: Tensor,
): Tensor {
  bindFloats("gaussianKlBetween", {
    mean: [mean, latents],
    logVariance: [logVariance, latents],
    priorMean: [priorMean, latents],
    priorLogVariance: [priorLogVariance, latents],
  });
  const ratio = sub(logVariance, priorLogVariance);
  const shift = mul(square(sub(mean, priorMean)), exp(neg(priorLogVariance)));
  return mul(sum(add(sub(expm1(ratio), ratio), shift), { axes: -1 }), 0.5);
}

const latents = "[batch, latents]";

type Inputs = [mean: Tensor, logVariance: Tensor, priorMean: Tensor, priorLogVariance: Tensor];

const spec: LossSpec<object, Inputs> = {
  fn: gaussianKlBetween,
  aliases: ["kl_normal_normal"],
  family: "generation",
  tasks: ["generation", "compression"],
  summary: "Divergence of one diagonal normal distribution from another.",
  formula: "\\frac12 \\sum_j e^{v_j - u_j} - 1 - (v_j - u_j) + (\\mu_j - m_j)^2 e^{-u_j}",
  inputs: [
    { name: "mean", domain: "real", shape: latents, grad: true },
    { name: "logVariance", domain: "real", shape: latents, grad: true },
    { name: "priorMean", domain: "real", shape: latents, grad: true },
    { name: "priorLogVariance", domain: "real", shape: latents, grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "log-variances 88 and more apart: their ratio leaves float32",
  cite: ["Kullback and Leibler 1951, doi:10.1214/aoms/1177729694", "Kingma and Welling 2013, arXiv:1312.6114"],
  reference: {},
};
export default spec;
