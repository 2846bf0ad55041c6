import type { Tensor } from "../core/tensor.ts";
import { add, div, minimum } from "../ops/arithmetic.ts";

/** What a diffusion model predicts: the noise, the velocity, or the clean example. */
export type DiffusionTarget = "epsilon" | "velocity" | "sample";

/**
 * Weight of a squared error of a prediction under the min-SNR strategy (Hang et al. 2023, arXiv:2303.09556): that of the
 * clean example's error, min(SNR, γ), in terms of what is predicted.
 * @param snr signal-to-noise ratio ᾱ / (1 - ᾱ), [batch]
 */
export function minSnrWeight(snr: Tensor, gamma: number, target: DiffusionTarget): Tensor {
  const clipped = minimum(snr, gamma);
  if (target === "sample") return clipped;
  return div(clipped, target === "epsilon" ? snr : add(snr, 1));
}
