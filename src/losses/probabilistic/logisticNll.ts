import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg, sub } from "../../ops/arithmetic.ts";
import { log, softplus } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type LogisticNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of targets under a logistic distribution; averaged over the last axis. Its tails are those of
 * the Laplace distribution, its middle is smooth.
 * @param yTrue targets, [batch, ...] real
 * @param location predicted locations, the same shape
 * @param scale predicted scales, in the unit of the targets, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function logisticNll(yTrue: Tensor, location: Tensor, scale: Tensor): Tensor {
  requireOneEach("logisticNll", { yTrue, location, scale });
  const z = div(sub(yTrue, location), scale);
  return meanLastAxis(add(log(scale), add(z, mul(2, softplus(neg(z))))));
}

const spec: LossSpec<LogisticNllOptions, [yTrue: Tensor, location: Tensor, scale: Tensor]> = {
  fn: logisticNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Surprise under a logistic distribution.",
  formula: "\\log s + z + 2 \\log(1 + e^{-z}), \\quad z = \\frac{y - \\mu}{s}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "location", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Johnson et al. 1995, Continuous univariate distributions, volume 2"],
  reference: {},
};
export default spec;
