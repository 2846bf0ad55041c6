import type { Tensor } from "../core/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { mean as meanOf } from "../ops/reduce.ts";
import { sum } from "../ops/structure.ts";
import { binaryCrossentropy } from "./classification/binaryCrossentropy.ts";
import { exampleTotals } from "./examples.ts";
import type { ElboOptions } from "./generation/elbo.ts";
import { klToStandardNormal } from "./latent.ts";
import { bindFloats } from "./shapes.ts";

const data = "[batch, ...]";
const code = "[batch, latents]";

/** The two sides of the evidence lower bound, [batch] each; the divergence times beta. */
export function elboTerms(
  yTrue: Tensor,
  yPred: Tensor,
  mean: Tensor,
  logVariance: Tensor,
  { beta = 1, freeBits = 0, reconstruction = binaryCrossentropy, average = false }: ElboOptions = {},
): { readonly reconstruction: Tensor; readonly kl: Tensor } {
  bindFloats("elbo", {
    yTrue: [yTrue, data],
    yPred: [yPred, data],
    mean: [mean, code],
    logVariance: [logVariance, code],
  });
  const latent = (average ? meanOf : sum)(klToStandardNormal(mean, logVariance, freeBits), { axes: -1 });
  return { reconstruction: exampleTotals(reconstruction, yTrue, yPred, average), kl: mul(latent, beta) };
}
