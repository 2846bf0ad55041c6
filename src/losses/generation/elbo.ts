import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add } from "../../ops/arithmetic.ts";
import { elboTerms } from "../evidence.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface ElboOptions {
  /** Factor of the divergence; above 1 for disentangled latents; in `compile` also a ramp from 0. Default 1. */
  readonly beta?: TensorLike;
  /** Nats a latent may cost before it counts. Default 0. */
  readonly freeBits?: number;
  /** Loss of the reconstruction. Default binaryCrossentropy. */
  readonly reconstruction?: LossOption;
  /** Means over pixels and latents instead of sums. Default false. */
  readonly average?: boolean;
}

const data = "[batch, ...]";
const code = "[batch, latents]";

/**
 * Negative evidence lower bound of a variational autoencoder: reconstruction loss summed over an example's numbers plus
 * beta times the posterior's divergence summed over the latents, in nats when the reconstruction is. `average: true` takes
 * means instead of both sums, which makes the two terms' sizes independent of each other. Training reports the terms
 * `reconstruction` and `kl` (times beta).
 * @param yTrue what is reconstructed, [batch, ...]
 * @param yPred the reconstruction, the same shape
 * @param mean of the posterior, [batch, latents]
 * @param logVariance log of its variance, [batch, latents]
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function elbo(
  yTrue: Tensor,
  yPred: Tensor,
  mean: Tensor,
  logVariance: Tensor,
  options: ElboOptions = {},
): Tensor {
  const { reconstruction, kl } = elboTerms(yTrue, yPred, mean, logVariance, options);
  return add(reconstruction, kl);
}

const spec: LossSpec<ElboOptions, [yTrue: Tensor, yPred: Tensor, mean: Tensor, logVariance: Tensor]> = {
  fn: elbo,
  terms: (...args) => ({ ...elboTerms(...args) }),
  aliases: [{ name: "vae_loss", options: { beta: 0.01, average: true } }],
  family: "generation",
  tasks: ["generation", "compression"],
  summary: "Reconstruction loss and divergence of a variational autoencoder.",
  formula: "\\sum_i \\ell(y_i, \\hat{y}_i) + \\frac{\\beta}{2} \\sum_j \\mu_j^2 + e^{v_j} - 1 - v_j",
  inputs: [
    { name: "yTrue", domain: "probabilities", shape: data },
    { name: "yPred", domain: "probabilities", shape: data, grad: true, min: 0, max: 1 },
    { name: "mean", domain: "real", shape: code, grad: true },
    { name: "logVariance", domain: "real", shape: code, grad: true, max: 80 },
  ],
  params: {
    beta: { kind: "number", default: 1, min: 0, trainable: true, doc: "Factor of the divergence." },
    freeBits: { kind: "number", default: 0, min: 0, doc: "Nats a latent may cost before it counts." },
    reconstruction: { kind: "loss", default: "binaryCrossentropy", doc: "Loss of the reconstruction." },
    average: { kind: "flag", default: false, doc: "Means over numbers and latents instead of sums." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  infinite: "a reconstruction of exactly 0 or 1 where the target is not; a sigmoid's output never is",
  cite: ["Kingma and Welling 2013, arXiv:1312.6114", "Higgins et al. 2017, beta-VAE: learning basic visual concepts"],
  reference: {},
};
export default spec;
