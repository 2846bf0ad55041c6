import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { xlogy } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type PoissonDevianceOptions = Readonly<Record<never, never>>;

/**
 * Unit deviance of the Poisson distribution: twice the log-likelihood lost against a perfect prediction; averaged over
 * the last axis.
 * @param yTrue counts, [batch, ...], whole numbers from 0, as floats
 * @param yPred predicted means, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function poissonDeviance(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("poissonDeviance", yTrue, yPred);
  return meanLastAxis(mul(2, add(sub(xlogy(yTrue, yTrue), xlogy(yTrue, yPred)), sub(yPred, yTrue))));
}

const spec: LossSpec<PoissonDevianceOptions> = {
  fn: poissonDeviance,
  aliases: ["mean_poisson_deviance"],
  family: "probabilistic",
  tasks: ["counts"],
  summary: "Cost of a predicted rate against the best.",
  formula: "2 \\left(y \\log \\frac{y}{\\hat{y}} - y + \\hat{y}\\right)",
  inputs: [
    { name: "yTrue", domain: "count", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["McCullagh and Nelder 1989, doi:10.1007/978-1-4899-3242-6"],
  reference: {},
};
export default spec;
