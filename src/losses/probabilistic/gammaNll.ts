import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { lgamma } from "../../ops/gamma.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type GammaNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of positive targets under a gamma distribution of mean concentration / rate; averaged over
 * the last axis.
 * @param yTrue targets, [batch, ...], above 0
 * @param concentration predicted shapes, the same shape, above 0
 * @param rate predicted rates (one over the scale), the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function gammaNll(yTrue: Tensor, concentration: Tensor, rate: Tensor): Tensor {
  requireOneEach("gammaNll", { yTrue, concentration, rate });
  return meanLastAxis(
    sub(
      add(lgamma(concentration), mul(rate, yTrue)),
      add(mul(concentration, log(rate)), mul(sub(concentration, 1), log(yTrue))),
    ),
  );
}

const spec: LossSpec<GammaNllOptions, [yTrue: Tensor, concentration: Tensor, rate: Tensor]> = {
  fn: gammaNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty", "counts"],
  summary: "Surprise at waiting times and amounts.",
  formula: "\\log \\Gamma(a) - a \\log r - (a - 1) \\log y + r y",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "concentration", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "rate", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Johnson et al. 1994, Continuous univariate distributions, volume 1"],
  reference: {},
};
export default spec;
