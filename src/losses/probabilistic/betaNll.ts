import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { exp, log } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { heldAbove, meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface BetaNllOptions {
  /** How much the variance counts: 0 not at all, 1 fully. Default 0.5. */
  readonly beta?: number;
  /** Least variance; the gradient passes below it too. Default 1e-6. */
  readonly epsilon?: number;
}

/**
 * Normal negative log-likelihood, each value weighted by its own variance to the power beta, which is held constant:
 * the mean is learned where the variance is large, too. Averaged over the last axis. Beta 0 is `gaussianNll`; at 1 the
 * mean has the gradient of half the squared error.
 * @param yTrue targets, [batch, ...] real
 * @param mean predicted means, the same shape
 * @param variance predicted variances, the same shape, 0 or more
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function betaNll(
  yTrue: Tensor,
  mean: Tensor,
  variance: Tensor,
  { beta = 0.5, epsilon = 1e-6 }: BetaNllOptions = {},
): Tensor {
  requireOneEach("betaNll", { yTrue, mean, variance });
  const held = heldAbove(variance, epsilon);
  const loss = mul(0.5, add(log(held), div(square(sub(yTrue, mean)), held)));
  return meanLastAxis(mul(stopGradient(exp(mul(beta, log(held)))), loss));
}

const spec: LossSpec<BetaNllOptions, [yTrue: Tensor, mean: Tensor, variance: Tensor]> = {
  fn: betaNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Normal likelihood that does not give up on noisy regions.",
  formula:
    "\\lfloor \\sigma^{2\\beta} \\rfloor \\left(\\tfrac12 \\log \\sigma^2 + \\frac{(y - \\mu)^2}{2 \\sigma^2}\\right)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "variance", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    beta: { kind: "number", default: 0.5, min: 0, max: 1, doc: "How much the variance counts: 0 not at all, 1 fully." },
    epsilon: { kind: "number", default: 1e-6, above: 0, doc: "Least variance; the gradient passes below it too." },
  },
  minimum: null,
  kinks: [],
  cite: ["Seitzer et al. 2022, arXiv:2203.09168"],
  reference: {},
};
export default spec;
