import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type LogNormalNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of positive targets under a log-normal distribution; averaged over the last axis.
 * @param yTrue targets, [batch, ...], above 0
 * @param mean predicted means of the logarithm, the same shape
 * @param scale predicted standard deviations of the logarithm, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function logNormalNll(yTrue: Tensor, mean: Tensor, scale: Tensor): Tensor {
  requireOneEach("logNormalNll", { yTrue, mean, scale });
  const logTarget = log(yTrue);
  return meanLastAxis(
    add(
      add(logTarget, 0.5 * Math.log(2 * Math.PI)),
      add(log(scale), mul(0.5, square(div(sub(logTarget, mean), scale)))),
    ),
  );
}

const spec: LossSpec<LogNormalNllOptions, [yTrue: Tensor, mean: Tensor, scale: Tensor]> = {
  fn: logNormalNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty", "counts"],
  summary: "Surprise at amounts that vary by factors.",
  formula: "\\log y + \\log \\sigma + \\tfrac12 \\log 2\\pi + \\frac{(\\log y - \\mu)^2}{2 \\sigma^2}",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Aitchison and Brown 1957, The lognormal distribution"],
  reference: {},
};
export default spec;
