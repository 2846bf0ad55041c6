import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { solveLower } from "../triangular.ts";

/** Nothing to choose. */
export type MultivariateGaussianNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of vectors under a normal distribution with a full covariance, given by its Cholesky factor.
 * Solved by forward substitution, a step for each dimension: meant for tens of them.
 * @param yTrue targets, [batch, dim] real
 * @param mean predicted means, [batch, dim]
 * @param cholesky factor L of the covariance L Lᵀ, [batch, dim, dim], lower triangular with a diagonal that is not 0;
 * what is above the diagonal is not read
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit together
 */
export function multivariateGaussianNll(yTrue: Tensor, mean: Tensor, cholesky: Tensor): Tensor {
  bindFloats("multivariateGaussianNll", {
    yTrue: [yTrue, "[batch, dim]"],
    mean: [mean, "[batch, dim]"],
    cholesky: [cholesky, "[batch, dim, dim]"],
  });
  const { whitened, logDeterminant } = solveLower(sub(yTrue, mean), cholesky);
  const dim = yTrue.shape[1] as number;
  const normaliser = add(logDeterminant, 0.5 * dim * Math.log(2 * Math.PI));
  return add(normaliser, mul(0.5, sum(square(whitened), { axes: -1 })));
}

const spec: LossSpec<MultivariateGaussianNllOptions, [yTrue: Tensor, mean: Tensor, cholesky: Tensor]> = {
  fn: multivariateGaussianNll,
  aliases: ["fullCovarianceNll"],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Surprise at vectors whose components vary together.",
  formula: "\\tfrac12 \\|L^{-1} (y - \\mu)\\|^2 + \\sum_i \\log |L_{ii}| + \\tfrac{d}{2} \\log 2\\pi",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, dim]" },
    { name: "mean", domain: "real", shape: "[batch, dim]", grad: true },
    { name: "cholesky", domain: "real", shape: "[batch, dim, dim]", grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: [
    "Dorta et al. 2018, arXiv:1802.07079",
    "Kumar et al. 2019, UGLLI face alignment: estimating uncertainty with Gaussian log-likelihood loss",
  ],
  reference: {},
};
export default spec;
