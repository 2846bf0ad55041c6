import type { Tensor } from "../core/tensor.ts";
import { add, div, minimum } from "../ops/arithmetic.ts";
import { mean } from "../ops/reduce.ts";
import { reshape } from "../ops/structure.ts";
import { axesAfterFirst } from "./shapes.ts";

/** What a diffusion model predicts: the noise, the velocity, or the clean example. */
export type DiffusionTarget = "epsilon" | "velocity" | "sample";

/** One number per example, shaped so that it multiplies examples like `x`. */
export function perExampleFactor(factor: Tensor, x: Tensor): Tensor {
  return reshape(factor, [...factor.shape, ...axesAfterFirst(x).map(() => 1)]);
}

/** The mean over an example's numbers. x: [batch, ...]; returns [batch] */
export function exampleMean(x: Tensor): Tensor {
  return x.rank < 2 ? x : mean(x, { axes: axesAfterFirst(x) });
}

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
