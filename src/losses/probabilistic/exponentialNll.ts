import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type ExponentialNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of waiting times under an exponential distribution; averaged over the last axis.
 * @param yTrue waiting times, [batch, ...], 0 or more
 * @param rate predicted rates, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function exponentialNll(yTrue: Tensor, rate: Tensor): Tensor {
  requireOneEach("exponentialNll", { yTrue, rate });
  return meanLastAxis(sub(mul(rate, yTrue), log(rate)));
}

const spec: LossSpec<ExponentialNllOptions, [yTrue: Tensor, rate: Tensor]> = {
  fn: exponentialNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty", "counts"],
  summary: "Surprise at waiting times of a constant rate.",
  formula: "\\lambda y - \\log \\lambda",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "rate", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Johnson et al. 1994, Continuous univariate distributions, volume 1"],
  reference: {},
};
export default spec;
