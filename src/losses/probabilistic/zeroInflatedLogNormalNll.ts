import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { log, softplus } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type ZeroInflatedLogNormalNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of amounts that are often exactly 0 under a mixture of zeros and a log-normal distribution,
 * as for the value of customers; averaged over the last axis.
 * @param yTrue targets, [batch, ...], 0 or more
 * @param zeroLogit predicted logits of the share of zeros, the same shape
 * @param mean predicted means of the logarithm, the same shape
 * @param scale predicted standard deviations of the logarithm, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function zeroInflatedLogNormalNll(yTrue: Tensor, zeroLogit: Tensor, mean: Tensor, scale: Tensor): Tensor {
  requireOneEach("zeroInflatedLogNormalNll", { yTrue, zeroLogit, mean, scale });
  const isZero = equal(yTrue, 0);
  const logTarget = log(where(isZero, 1, yTrue));
  const density = add(
    add(logTarget, 0.5 * Math.log(2 * Math.PI)),
    add(log(scale), mul(0.5, square(div(sub(logTarget, mean), scale)))),
  );
  return meanLastAxis(where(isZero, softplus(neg(zeroLogit)), add(softplus(zeroLogit), density)));
}

const spec: LossSpec<ZeroInflatedLogNormalNllOptions, [yTrue: Tensor, zeroLogit: Tensor, mean: Tensor, scale: Tensor]> =
  {
    fn: zeroInflatedLogNormalNll,
    aliases: ["ziln", "zeroInflatedLogNormal"],
    family: "probabilistic",
    tasks: ["counts", "uncertainty"],
    summary: "Amounts that are often 0 and else vary by factors.",
    formula: "-\\log\\left(\\pi [y = 0] + (1 - \\pi) [y > 0] \\operatorname{LogNormal}(y; \\mu, \\sigma)\\right)",
    inputs: [
      { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
      { name: "zeroLogit", domain: "logits", shape: "[batch, ..., n]", grad: true },
      { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
      { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    ],
    params: {},
    minimum: null,
    kinks: [],
    cite: ["Wang et al. 2019, arXiv:1912.07753"],
    reference: {},
  };
export default spec;
