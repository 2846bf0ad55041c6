import type { Tensor } from "../../core/tensor.ts";
import { div, maximum, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface RelativeSquaredErrorOptions {
  /** Least spread of the targets, in their unit squared. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Relative squared error: the squared error over that of predicting the mean of the targets, along the last axis. 1
 * less it is the coefficient of determination, in hydrology the Nash-Sutcliffe efficiency.
 * @param yTrue targets, [batch, ..., n] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ or have a single axis
 */
export function relativeSquaredError(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 1e-7 }: RelativeSquaredErrorOptions = {},
): Tensor {
  bindFloats("relativeSquaredError", { yTrue: [yTrue, "[batch, ..., n]"], yPred: [yPred, "[batch, ..., n]"] });
  const spread = sum(square(sub(yTrue, mean(yTrue, { axes: -1, keepDims: true }))), { axes: -1 });
  return div(sum(square(sub(yPred, yTrue)), { axes: -1 }), maximum(spread, epsilon));
}

const spec: LossSpec<RelativeSquaredErrorOptions> = {
  fn: relativeSquaredError,
  aliases: ["rse", "nashSutcliffe", "nse"],
  family: "regression",
  tasks: ["regression"],
  summary: "Squared error over that of predicting the mean.",
  formula: "\\frac{\\sum_i (\\hat{y}_i - y_i)^2}{\\sum_i (y_i - \\bar{y})^2}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 1e-7, above: 0, doc: "Least spread of the targets, in their unit squared." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Nash and Sutcliffe 1970, doi:10.1016/0022-1694(70)90255-6"],
  reference: {},
};
export default spec;
