import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SureOptions {
  /** Standard deviation of the noise. Default 1. */
  readonly sigma?: number;
  /** Size of the perturbation. Default 0.001. */
  readonly epsilon?: number;
}

/**
 * Stein's unbiased risk estimate of a denoiser's mean squared error, without clean images: the squared residual, less the
 * noise's variance, plus twice that variance times the divergence, estimated by one random perturbation.
 * @param noisy what the denoiser f was given, [batch, ..., n] real, with Gaussian noise of deviation sigma
 * @param yPred f(noisy), the same shape
 * @param perturbed f(noisy + epsilon · probe), the same shape
 * @param probe standard normal numbers, the same shape
 * @returns [batch]; it can be below 0
 * @throws ShapeError when the shapes differ
 */
export function sure(
  noisy: Tensor,
  yPred: Tensor,
  perturbed: Tensor,
  probe: Tensor,
  { sigma = 1, epsilon = 1e-3 }: SureOptions = {},
): Tensor {
  bindAlike("sure", { noisy, yPred, perturbed, probe }, "[batch, ..., n]");
  const residual = meanOfExample(square(sub(yPred, noisy)));
  const divergence = meanOfExample(mul(probe, sub(perturbed, yPred)));
  return add(sub(residual, sigma ** 2), mul((2 * sigma ** 2) / epsilon, divergence));
}

const spec: LossSpec<SureOptions, [noisy: Tensor, yPred: Tensor, perturbed: Tensor, probe: Tensor]> = {
  fn: sure,
  aliases: ["SURELoss", "steinUnbiasedRisk", "monteCarloSure"],
  family: "image",
  tasks: ["restoration", "noise"],
  summary: "Mean squared error of a denoiser, estimated without clean images.",
  formula:
    "\\frac{1}{n} \\lVert f(x) - x \\rVert^2 - \\sigma^2 + \\frac{2 \\sigma^2}{n \\epsilon} b^\\top (f(x + \\epsilon b) - f(x))",
  inputs: [
    { name: "noisy", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "perturbed", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "probe", domain: "real", shape: "[batch, ..., n]" },
  ],
  values: "[batch]",
  params: {
    sigma: { kind: "number", default: 1, above: 0, doc: "Standard deviation of the noise." },
    epsilon: { kind: "number", default: 0.001, above: 0, example: 0.01, doc: "Size of the perturbation." },
  },
  minimum: null,
  kinks: [],
  cite: ["Stein 1981, doi:10.1214/aos/1176345632", "Ramani et al. 2008, doi:10.1109/TIP.2008.2001404"],
  reference: { monai: { name: "SURELoss", differs: "multiplies the residual by the divergence instead of adding it" } },
};
export default spec;
