import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { erf } from "../../ops/erf.ts";
import { exp } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type CrpsGaussianOptions = Readonly<Record<never, never>>;

/**
 * Continuous ranked probability score of a normal distribution, in the unit of the targets: the absolute error,
 * generalised to distributions; averaged over the last axis. A proper score, more forgiving to outliers than the
 * likelihood.
 * @param yTrue targets, [batch, ...] real
 * @param mean predicted means, the same shape
 * @param scale predicted standard deviations, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function crpsGaussian(yTrue: Tensor, mean: Tensor, scale: Tensor): Tensor {
  requireOneEach("crpsGaussian", { yTrue, mean, scale });
  const error = sub(yTrue, mean);
  const z = div(error, scale);
  return meanLastAxis(
    add(
      mul(error, erf(mul(Math.SQRT1_2, z))),
      mul(scale, sub(mul(Math.sqrt(2 / Math.PI), exp(mul(-0.5, square(z)))), 1 / Math.sqrt(Math.PI))),
    ),
  );
}

const spec: LossSpec<CrpsGaussianOptions, [yTrue: Tensor, mean: Tensor, scale: Tensor]> = {
  fn: crpsGaussian,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Absolute error of a whole normal distribution.",
  formula:
    "\\sigma \\left(z (2 \\Phi(z) - 1) + 2 \\varphi(z) - \\frac{1}{\\sqrt{\\pi}}\\right), \\quad z = \\frac{y - \\mu}{\\sigma}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Gneiting et al. 2005, doi:10.1175/MWR2904.1", "Gneiting and Raftery 2007, doi:10.1198/016214506000001437"],
  reference: {},
};
export default spec;
