import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type GammaDevianceOptions = Readonly<Record<never, never>>;

/**
 * Unit deviance of the gamma distribution: twice the log-likelihood lost against a perfect prediction; averaged over
 * the last axis. It depends on the ratio of target and prediction only.
 * @param yTrue targets, [batch, ...], above 0
 * @param yPred predicted means, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function gammaDeviance(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("gammaDeviance", yTrue, yPred);
  return meanLastAxis(mul(2, add(sub(log(yPred), log(yTrue)), div(sub(yTrue, yPred), yPred))));
}

const spec: LossSpec<GammaDevianceOptions> = {
  fn: gammaDeviance,
  aliases: ["mean_gamma_deviance"],
  family: "probabilistic",
  tasks: ["counts", "regression"],
  summary: "Cost of the ratio of target and prediction.",
  formula: "2 \\left(\\log \\frac{\\hat{y}}{y} + \\frac{y}{\\hat{y}} - 1\\right)",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["McCullagh and Nelder 1989, doi:10.1007/978-1-4899-3242-6"],
  reference: {},
};
export default spec;
