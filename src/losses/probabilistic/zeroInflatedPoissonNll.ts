import type { Tensor } from "../../core/tensor.ts";
import { poissonSurprise, zeroInflated } from "../counts.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type ZeroInflatedPoissonNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of counts under a mixture of certain zeros and a Poisson distribution; averaged over the last
 * axis.
 * @param yTrue counts, [batch, ...], whole numbers from 0, as floats
 * @param rate predicted rates, the same shape, above 0
 * @param zeroLogit predicted logits of the share of certain zeros, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function zeroInflatedPoissonNll(yTrue: Tensor, rate: Tensor, zeroLogit: Tensor): Tensor {
  requireOneEach("zeroInflatedPoissonNll", { yTrue, rate, zeroLogit });
  return meanLastAxis(zeroInflated(yTrue, zeroLogit, poissonSurprise(yTrue, rate), rate));
}

const spec: LossSpec<ZeroInflatedPoissonNllOptions, [yTrue: Tensor, rate: Tensor, zeroLogit: Tensor]> = {
  fn: zeroInflatedPoissonNll,
  aliases: ["zeroInflatedPoisson", "zip"],
  family: "probabilistic",
  tasks: ["counts"],
  summary: "Counts with more zeros than Poisson's.",
  formula: "-\\log\\left(\\pi [y = 0] + (1 - \\pi) \\frac{\\lambda^y e^{-\\lambda}}{y!}\\right)",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., n]", min: 0 },
    { name: "rate", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "zeroLogit", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Lambert 1992, doi:10.2307/1269547"],
  reference: {},
};
export default spec;
