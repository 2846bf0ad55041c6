import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, neg, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type CrpsLogisticOptions = Readonly<Record<never, never>>;

/**
 * Continuous ranked probability score of a logistic distribution, in the unit of the targets; averaged over the last
 * axis.
 * @param yTrue targets, [batch, ...] real
 * @param location predicted locations, the same shape
 * @param scale predicted scales, in the unit of the targets, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function crpsLogistic(yTrue: Tensor, location: Tensor, scale: Tensor): Tensor {
  requireOneEach("crpsLogistic", { yTrue, location, scale });
  const error = sub(yTrue, location);
  return meanLastAxis(add(error, mul(scale, sub(mul(2, softplus(neg(div(error, scale)))), 1))));
}

const spec: LossSpec<CrpsLogisticOptions, [yTrue: Tensor, location: Tensor, scale: Tensor]> = {
  fn: crpsLogistic,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Absolute error of a whole logistic distribution.",
  formula: "s \\left(z + 2 \\log(1 + e^{-z}) - 1\\right), \\quad z = \\frac{y - \\mu}{s}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "location", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Jordan et al. 2019, doi:10.18637/jss.v090.i12"],
  reference: {},
};
export default spec;
