import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type CrpsLaplaceOptions = Readonly<Record<never, never>>;

/**
 * Continuous ranked probability score of a Laplace distribution, in the unit of the targets; averaged over the last
 * axis.
 * @param yTrue targets, [batch, ...] real
 * @param location predicted locations, the same shape
 * @param scale predicted scales, in the unit of the targets, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function crpsLaplace(yTrue: Tensor, location: Tensor, scale: Tensor): Tensor {
  requireOneEach("crpsLaplace", { yTrue, location, scale });
  const error = abs(sub(yTrue, location));
  return meanLastAxis(add(error, mul(scale, sub(exp(neg(div(error, scale))), 0.75))));
}

const spec: LossSpec<CrpsLaplaceOptions, [yTrue: Tensor, location: Tensor, scale: Tensor]> = {
  fn: crpsLaplace,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Absolute error of a whole Laplace distribution.",
  formula: "|y - \\mu| + b e^{-|y - \\mu| / b} - \\tfrac34 b",
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
