import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, sub } from "../../ops/arithmetic.ts";
import { expm1, log1p, tanh } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type LogCoshOptions = Readonly<Record<never, never>>;

/**
 * Logarithm of the hyperbolic cosine of the error, averaged over the last axis: half its square near zero, its size
 * less log 2 in the tails, smooth everywhere.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function logCosh(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("logCosh", yTrue, yPred);
  const value = (error: Tensor): Tensor => add(abs(error), log1p(mul(0.5, expm1(mul(-2, abs(error))))));
  const slope = (error: Tensor): Tensor => tanh(error);
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<LogCoshOptions> = {
  fn: logCosh,
  aliases: ["logcosh_loss", "log_cosh_loss"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Smooth throughout: squared near zero, absolute in the tails.",
  formula: "\\frac{1}{n} \\sum_i \\log \\cosh(\\hat{y}_i - y_i)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Saleh and Saleh 2022, arXiv:2208.04564"],
  reference: {
    keras: "LogCosh",
    optax: { name: "log_cosh", differs: "not averaged over the last axis" },
    mlx: { name: "log_cosh_loss", differs: "not averaged over the last axis" },
    tfjs: "logcosh",
  },
};
export default spec;
