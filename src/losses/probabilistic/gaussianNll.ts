import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { heldAbove, meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface GaussianNllOptions {
  /** Adds log(2π)/2. Default false. */
  readonly full?: boolean;
  /** Least variance; the gradient passes below it too. Default 1e-6. */
  readonly epsilon?: number;
}

/**
 * Negative log-likelihood of targets under a normal distribution, whose variance is predicted too; averaged over the
 * last axis.
 * @param yTrue targets, [batch, ...] real
 * @param mean predicted means, the same shape
 * @param variance predicted variances, the same shape, 0 or more
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function gaussianNll(
  yTrue: Tensor,
  mean: Tensor,
  variance: Tensor,
  { full = false, epsilon = 1e-6 }: GaussianNllOptions = {},
): Tensor {
  requireOneEach("gaussianNll", { yTrue, mean, variance });
  const held = heldAbove(variance, epsilon);
  const loss = mul(0.5, add(log(held), div(square(sub(yTrue, mean)), held)));
  return meanLastAxis(full ? add(loss, 0.5 * Math.log(2 * Math.PI)) : loss);
}

const spec: LossSpec<GaussianNllOptions, [yTrue: Tensor, mean: Tensor, variance: Tensor]> = {
  fn: gaussianNll,
  aliases: ["GaussianNLLLoss", "gaussian_nll_loss"],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Surprise under a normal distribution whose variance is predicted too.",
  formula: "\\tfrac12 \\log \\sigma^2 + \\frac{(y - \\mu)^2}{2 \\sigma^2}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "variance", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    full: { kind: "flag", default: false, doc: "Adds log(2π)/2." },
    epsilon: { kind: "number", default: 1e-6, above: 0, doc: "Least variance; the gradient passes below it too." },
  },
  minimum: null,
  kinks: [
    {
      at: "variance below epsilon",
      gradient: "that at epsilon",
      point: {
        inputs: { yTrue: [0], mean: [1], variance: [0] },
        options: { epsilon: 0.5 },
        gradients: { mean: [2], variance: [-1] },
      },
    },
  ],
  cite: ["Nix and Weigend 1994, doi:10.1109/ICNN.1994.374138"],
  reference: {
    torch: { name: "nn.GaussianNLLLoss", differs: "refuses negative variances" },
    mlx: { name: "gaussian_nll_loss", differs: "no gradient for variances below epsilon" },
  },
};
export default spec;
