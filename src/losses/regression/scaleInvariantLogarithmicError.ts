import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { reshape } from "../../ops/structure.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface ScaleInvariantLogarithmicErrorOptions {
  /** Share of the common factor that costs nothing. Default 0.5. */
  readonly lambda?: number;
}

/**
 * Scale-invariant logarithmic error, for depth: the mean of squares of the difference of logarithms over an example,
 * less `lambda` times the square of its mean. At lambda 1 a common factor of the predictions costs nothing.
 * @param yTrue targets, [batch, ...], above 0
 * @param yPred predictions, the same shape, above 0
 * @returns [batch]
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function scaleInvariantLogarithmicError(
  yTrue: Tensor,
  yPred: Tensor,
  { lambda = 0.5 }: ScaleInvariantLogarithmicErrorOptions = {},
): Tensor {
  requireAlike("scaleInvariantLogarithmicError", yTrue, yPred);
  const axes = yTrue.shape.map((_, axis) => axis).slice(1);
  const difference = sub(log(yPred), log(yTrue));
  if (axes.length === 0) return mul(1 - lambda, square(difference));
  const centre = mean(difference, { axes, keepDims: true });
  // The variance and the rest, rather than a difference of two large numbers.
  const spread = mean(square(sub(difference, centre)), { axes });
  return add(spread, mul(1 - lambda, square(reshape(centre, spread.shape))));
}

const spec: LossSpec<ScaleInvariantLogarithmicErrorOptions> = {
  fn: scaleInvariantLogarithmicError,
  aliases: ["silog", "SILogLoss"],
  family: "regression",
  tasks: ["regression"],
  summary: "Error of depths up to a common factor.",
  formula:
    "\\frac{1}{n} \\sum_i d_i^2 - \\frac{\\lambda}{n^2} \\left(\\sum_i d_i\\right)^2, \\quad d_i = \\log \\hat{y}_i - \\log y_i",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ...]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ...]", grad: true, min: 0 },
  ],
  params: {
    lambda: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the common factor that costs nothing." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Eigen et al. 2014, arXiv:1406.2283"],
  reference: {},
};
export default spec;
