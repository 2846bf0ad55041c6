import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type InverseGaussianNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of positive targets under an inverse Gaussian distribution, that of first passage times of a
 * drifting walk; averaged over the last axis.
 * @param yTrue targets, [batch, ...], above 0
 * @param mean predicted means, the same shape, above 0
 * @param shape predicted shapes: the larger, the less spread, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function inverseGaussianNll(yTrue: Tensor, mean: Tensor, shape: Tensor): Tensor {
  requireOneEach("inverseGaussianNll", { yTrue, mean, shape });
  const normaliser = mul(0.5, sub(add(mul(3, log(yTrue)), Math.log(2 * Math.PI)), log(shape)));
  return meanLastAxis(add(normaliser, mul(mul(0.5, shape), div(square(sub(div(yTrue, mean), 1)), yTrue))));
}

const spec: LossSpec<InverseGaussianNllOptions, [yTrue: Tensor, mean: Tensor, shape: Tensor]> = {
  fn: inverseGaussianNll,
  aliases: ["waldNll"],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Surprise at first passage times.",
  formula: "\\tfrac12 \\log \\frac{2 \\pi y^3}{\\lambda} + \\frac{\\lambda (y - \\mu)^2}{2 \\mu^2 y}",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "mean", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "shape", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Tweedie 1957, doi:10.1214/aoms/1177706964"],
  reference: {},
};
export default spec;
