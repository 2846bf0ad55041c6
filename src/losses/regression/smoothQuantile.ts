import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { sigmoid, softplus } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface SmoothQuantileOptions {
  /** Which quantile of the targets is predicted. Default 0.5. */
  readonly quantile?: number;
  /** Width of the rounded corner, in the unit of yPred. Default 0.1. */
  readonly smoothing?: number;
}

/**
 * Quantile loss smoothed by a softplus: differentiable everywhere, and never below the quantile loss nor more than
 * smoothing · log 2 above it; averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function smoothQuantile(
  yTrue: Tensor,
  yPred: Tensor,
  { quantile = 0.5, smoothing = 0.1 }: SmoothQuantileOptions = {},
): Tensor {
  requireAlike("smoothQuantile", yTrue, yPred);
  const value = (error: Tensor): Tensor =>
    sub(mul(smoothing, softplus(mul(1 / smoothing, error))), mul(quantile, error));
  const slope = (error: Tensor): Tensor => sub(sigmoid(mul(1 / smoothing, error)), quantile);
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<SmoothQuantileOptions> = {
  fn: smoothQuantile,
  aliases: [],
  family: "regression",
  tasks: ["quantiles"],
  summary: "Quantile loss, smooth throughout.",
  formula: "\\frac{1}{n} \\sum_i \\left(\\alpha \\log(1 + e^{e_i / \\alpha}) - q e_i\\right), \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    quantile: { kind: "number", default: 0.5, above: 0, below: 1, doc: "Which quantile of the targets is predicted." },
    smoothing: { kind: "number", default: 0.1, above: 0, doc: "Width of the rounded corner, in the unit of yPred." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Zheng 2011, doi:10.1007/s13042-011-0031-2"],
  reference: {},
};
export default spec;
