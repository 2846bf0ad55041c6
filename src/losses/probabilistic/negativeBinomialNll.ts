import type { Tensor } from "../../core/tensor.ts";
import { negativeBinomialSurprise } from "../counts.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type NegativeBinomialNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of counts under a negative binomial distribution of variance mean + dispersion · mean²:
 * counts that vary more than Poisson's; averaged over the last axis. As the dispersion tends to 0 it is Poisson's.
 * @param yTrue counts, [batch, ...], whole numbers from 0, as floats
 * @param mean predicted means, the same shape, above 0
 * @param dispersion predicted dispersions, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function negativeBinomialNll(yTrue: Tensor, mean: Tensor, dispersion: Tensor): Tensor {
  requireOneEach("negativeBinomialNll", { yTrue, mean, dispersion });
  return meanLastAxis(negativeBinomialSurprise(yTrue, mean, dispersion));
}

const spec: LossSpec<NegativeBinomialNllOptions, [yTrue: Tensor, mean: Tensor, dispersion: Tensor]> = {
  fn: negativeBinomialNll,
  aliases: ["negativeBinomial", "NegativeBinomialLoss"],
  family: "probabilistic",
  tasks: ["counts", "uncertainty"],
  summary: "Surprise at overdispersed counts.",
  formula:
    "\\log \\frac{\\Gamma(r)\\, y!}{\\Gamma(y + r)} + (y + r) \\log(1 + \\alpha \\mu) - y \\log(\\alpha \\mu), \\quad r = 1 / \\alpha",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., n]", min: 0 },
    { name: "mean", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "dispersion", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Hilbe 2011, doi:10.1017/CBO9780511973420", "Salinas et al. 2020, arXiv:1704.04110"],
  reference: {},
};
export default spec;
