import type { Tensor } from "../../core/tensor.ts";
import { mul } from "../../ops/arithmetic.ts";
import { mean as meanOf } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { klToStandardNormal } from "../latent.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface GaussianKlOptions {
  /** Factor of the divergence. Default 1. */
  readonly beta?: number;
  /** Nats a latent may cost before it counts: below there is no gradient. Default 0. */
  readonly freeBits?: number;
  /** Mean over the latents instead of their sum. Default false. */
  readonly average?: boolean;
}

/**
 * Divergence of a variational autoencoder's posterior from the standard normal: KL(N(μ, σ²) ‖ N(0, 1)) in nats, summed
 * over the latents. In the form (μ² + expm1(v) - v) / 2 of the log-variance v nothing cancels near 0.
 * @param mean μ, [batch, latents]
 * @param logVariance v = log σ², the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function gaussianKl(
  mean: Tensor,
  logVariance: Tensor,
  { beta = 1, freeBits = 0, average = false }: GaussianKlOptions = {},
): Tensor {
  const shape = "[batch, latents]";
  bindFloats("gaussianKl", { mean: [mean, shape], logVariance: [logVariance, shape] });
  return mul((average ? meanOf : sum)(klToStandardNormal(mean, logVariance, freeBits), { axes: -1 }), beta);
}

const spec: LossSpec<GaussianKlOptions, [mean: Tensor, logVariance: Tensor]> = {
  fn: gaussianKl,
  aliases: ["vae_kl_loss", "kl_gaussian"],
  family: "generation",
  tasks: ["generation", "compression"],
  summary: "Divergence of a Gaussian posterior from the standard normal.",
  formula: "\\frac{\\beta}{2} \\sum_j \\mu_j^2 + e^{v_j} - 1 - v_j",
  inputs: [
    { name: "mean", domain: "real", shape: "[batch, latents]", grad: true },
    { name: "logVariance", domain: "real", shape: "[batch, latents]", grad: true, max: 80 },
  ],
  params: {
    beta: { kind: "number", default: 1, min: 0, doc: "Factor of the divergence." },
    freeBits: { kind: "number", default: 0, min: 0, doc: "Nats a latent may cost before it counts." },
    average: { kind: "flag", default: false, doc: "Mean over the latents instead of their sum." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Kingma and Welling 2013, arXiv:1312.6114", "Kingma et al. 2016, arXiv:1606.04934"],
  reference: {},
};
export default spec;
