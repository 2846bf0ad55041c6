import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type HeteroscedasticRegressionOptions = Readonly<Record<never, never>>;

/**
 * Normal negative log-likelihood less log(2π)/2, by mean and logarithm of the variance, which needs no activation;
 * averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param mean predicted means, the same shape
 * @param logVariance predicted logarithms of variances, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function heteroscedasticRegression(yTrue: Tensor, mean: Tensor, logVariance: Tensor): Tensor {
  requireOneEach("heteroscedasticRegression", { yTrue, mean, logVariance });
  return meanLastAxis(mul(0.5, add(logVariance, mul(exp(neg(logVariance)), square(sub(yTrue, mean))))));
}

const spec: LossSpec<HeteroscedasticRegressionOptions, [yTrue: Tensor, mean: Tensor, logVariance: Tensor]> = {
  fn: heteroscedasticRegression,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Normal likelihood by the logarithm of the variance.",
  formula: "\\tfrac12 e^{-s} (y - \\mu)^2 + \\tfrac12 s, \\quad s = \\log \\sigma^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "logVariance", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: null,
  kinks: [],
  infinite: "a log-variance below -88 in float32: the loss is the exponential of its negative",
  cite: ["Kendall and Gal 2017, arXiv:1703.04977"],
  reference: {},
};
export default spec;
