import type { Tensor } from "../../core/tensor.ts";
import { div, mul } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { negativeBinomialSurprise, zeroInflated } from "../counts.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type ZeroInflatedNegativeBinomialNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of counts under a mixture of certain zeros and a negative binomial distribution of variance
 * mean + dispersion · mean²; averaged over the last axis. Usual for counts of single-cell sequencing.
 * @param yTrue counts, [batch, ...], whole numbers from 0, as floats
 * @param mean predicted means, the same shape, above 0
 * @param dispersion predicted dispersions, the same shape, above 0
 * @param zeroLogit predicted logits of the share of certain zeros, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function zeroInflatedNegativeBinomialNll(
  yTrue: Tensor,
  mean: Tensor,
  dispersion: Tensor,
  zeroLogit: Tensor,
): Tensor {
  requireOneEach("zeroInflatedNegativeBinomialNll", { yTrue, mean, dispersion, zeroLogit });
  const ofZero = div(log1p(mul(dispersion, mean)), dispersion);
  return meanLastAxis(zeroInflated(yTrue, zeroLogit, negativeBinomialSurprise(yTrue, mean, dispersion), ofZero));
}

const spec: LossSpec<
  ZeroInflatedNegativeBinomialNllOptions,
  [yTrue: Tensor, mean: Tensor, dispersion: Tensor, zeroLogit: Tensor]
> = {
  fn: zeroInflatedNegativeBinomialNll,
  aliases: ["zeroInflatedNegativeBinomial", "zinb"],
  family: "probabilistic",
  tasks: ["counts"],
  summary: "Overdispersed counts with many zeros.",
  formula: "-\\log\\left(\\pi [y = 0] + (1 - \\pi) \\operatorname{NB}(y; \\mu, \\alpha)\\right)",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., n]", min: 0 },
    { name: "mean", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "dispersion", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "zeroLogit", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: [
    "Greene 1994, Accounting for excess zeros and sample selection in Poisson and negative binomial regression models",
    "Eraslan et al. 2019, doi:10.1038/s41467-018-07931-2",
  ],
  reference: {},
};
export default spec;
