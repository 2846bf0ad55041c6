import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type FaithfulHeteroscedasticOptions = Readonly<Record<never, never>>;

/**
 * Half the squared error for the mean, and the normal negative log-likelihood for the standard deviation with the mean
 * held constant: the mean is learned exactly as without a variance. Averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param mean predicted means, the same shape
 * @param scale predicted standard deviations, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function faithfulHeteroscedastic(yTrue: Tensor, mean: Tensor, scale: Tensor): Tensor {
  requireOneEach("faithfulHeteroscedastic", { yTrue, mean, scale });
  const error = sub(yTrue, mean);
  return meanLastAxis(add(mul(0.5, square(error)), add(log(scale), mul(0.5, square(div(stopGradient(error), scale))))));
}

const spec: LossSpec<FaithfulHeteroscedasticOptions, [yTrue: Tensor, mean: Tensor, scale: Tensor]> = {
  fn: faithfulHeteroscedastic,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Uncertainty that costs the mean nothing.",
  formula: "\\tfrac12 (y - \\mu)^2 + \\log \\sigma + \\frac{(y - \\lfloor \\mu \\rfloor)^2}{2 \\sigma^2}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Stirn et al. 2023, arXiv:2212.09184"],
  reference: {},
};
export default spec;
