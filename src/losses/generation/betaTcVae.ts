import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { exp } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface BetaTcVaeOptions {
  /** Factor of the latents' total correlation. Default 6. */
  readonly beta?: number;
}

/**
 * Latent terms of a β-TCVAE: mutual information of example and latents, β times the latents' total correlation, and their
 * own divergences from the prior, estimated from the batch. Densities log q(z) come from the batch's posteriors, by
 * minibatch-weighted sampling without the data set's size, which only shifts the value.
 * @param latents samples z of the posteriors, [batch, latents]
 * @param mean of each posterior, the same shape
 * @param logVariance of each posterior, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function betaTcVae(
  latents: Tensor,
  mean: Tensor,
  logVariance: Tensor,
  { beta = 6 }: BetaTcVaeOptions = {},
): Tensor {
  bindFloats("betaTcVae", { latents: [latents, shape], mean: [mean, shape], logVariance: [logVariance, shape] });
  // log N(z_i; of example j), [batch of z, batch of posteriors, latents]; the constant cancels between the terms.
  const logs = logDensity(expandDims(latents, 1), expandDims(mean, 0), expandDims(logVariance, 0));
  const own = sum(logDensity(latents, mean, logVariance), { axes: -1 });
  const joint = logSumExp(sum(logs, { axes: -1 }), { axes: 1 });
  const product = sum(logSumExp(logs, { axes: 1 }), { axes: -1 });
  const prior = mul(sum(square(latents), { axes: -1 }), -0.5);
  return add(add(sub(own, joint), mul(sub(joint, product), beta)), sub(product, prior));
}

function logDensity(z: Tensor, mean: Tensor, logVariance: Tensor): Tensor {
  return mul(add(mul(square(sub(z, mean)), exp(neg(logVariance))), logVariance), -0.5);
}

const shape = "[batch, latents]";

const spec: LossSpec<BetaTcVaeOptions, [latents: Tensor, mean: Tensor, logVariance: Tensor]> = {
  fn: betaTcVae,
  aliases: ["totalCorrelationVae"],
  family: "generation",
  tasks: ["generation", "compression"],
  summary: "Latent terms of an autoencoder with a factor for the latents' dependence on each other.",
  formula:
    "I_q(z; n) + \\beta \\, \\mathrm{KL}(q(z) \\,\\|\\, \\prod_j q(z_j)) + \\sum_j \\mathrm{KL}(q(z_j) \\,\\|\\, p(z_j))",
  inputs: [
    { name: "latents", domain: "real", shape, grad: true },
    { name: "mean", domain: "real", shape, grad: true },
    { name: "logVariance", domain: "real", shape, grad: true, min: -40, max: 40 },
  ],
  params: { beta: { kind: "number", default: 6, min: 0, doc: "Factor of the total correlation." } },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  infinite: "latents of size 1e4 and more at variances of e^-40: their densities leave float32",
  cite: ["Chen et al. 2018, arXiv:1802.04942"],
  reference: {},
};
export default spec;
