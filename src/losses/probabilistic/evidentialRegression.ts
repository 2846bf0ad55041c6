import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, reciprocal, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";
import { studentTSurprise } from "../student.ts";

export interface EvidentialRegressionOptions {
  /** Weight of the penalty on evidence for wrong predictions. Default 0.01. */
  readonly regularisation?: number;
}

/**
 * Deep evidential regression: the negative log-likelihood under a normal distribution whose mean and variance are
 * uncertain themselves, plus a penalty on evidence for wrong predictions; averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param mean predicted means, the same shape
 * @param evidence predicted evidence for the mean, in observations (ν), the same shape, above 0
 * @param alpha predicted shapes of the variance (α), the same shape, above 1
 * @param beta predicted scales of the variance (β), the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function evidentialRegression(
  yTrue: Tensor,
  mean: Tensor,
  evidence: Tensor,
  alpha: Tensor,
  beta: Tensor,
  { regularisation = 0.01 }: EvidentialRegressionOptions = {},
): Tensor {
  requireOneEach("evidentialRegression", { yTrue, mean, evidence, alpha, beta });
  const error = sub(yTrue, mean);
  // The mean and variance integrated out: Student's t with 2 alpha degrees of freedom and this variance.
  const squaredScale = div(mul(beta, add(1, reciprocal(evidence))), alpha);
  const nll = studentTSurprise(div(square(error), squaredScale), mul(0.5, log(squaredScale)), mul(2, alpha));
  return meanLastAxis(add(nll, mul(regularisation, mul(abs(error), add(mul(2, evidence), alpha)))));
}

const spec: LossSpec<EvidentialRegressionOptions, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: evidentialRegression,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Uncertainty of the data and of the model at once.",
  formula:
    "\\tfrac12 \\log \\frac{\\pi}{\\nu} - \\alpha \\log \\Omega + \\left(\\alpha + \\tfrac12\\right) \\log(\\nu e^2 + \\Omega) + \\log \\frac{\\Gamma(\\alpha)}{\\Gamma(\\alpha + \\frac12)} + \\lambda |e| (2 \\nu + \\alpha), \\quad \\Omega = 2 \\beta (1 + \\nu)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "mean", domain: "real", shape: "[batch, ..., n]", grad: true },
    { name: "evidence", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "alpha", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 1 },
    { name: "beta", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {
    regularisation: {
      kind: "number",
      default: 0.01,
      min: 0,
      doc: "Weight of the penalty on evidence for wrong predictions.",
    },
  },
  minimum: null,
  kinks: [
    {
      at: "mean = yTrue",
      gradient: "0 by the mean",
      point: { inputs: { yTrue: [1], mean: [1], evidence: [1], alpha: [2], beta: [1] }, gradients: { mean: [0] } },
    },
  ],
  cite: ["Amini et al. 2020, arXiv:1910.02600"],
  reference: {},
};
export default spec;
