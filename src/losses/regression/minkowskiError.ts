import type { Tensor } from "../../core/tensor.ts";
import { abs, mul, sign, sub } from "../../ops/arithmetic.ts";
import { pow } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface MinkowskiErrorOptions {
  /** Exponent of the error. Default 3. */
  readonly power?: number;
}

/**
 * Minkowski error: a power of the absolute error, averaged over the last axis: absolute error at power 1, squared at 2;
 * the larger, the more the largest errors count.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function minkowskiError(yTrue: Tensor, yPred: Tensor, { power = 3 }: MinkowskiErrorOptions = {}): Tensor {
  requireAlike("minkowskiError", yTrue, yPred);
  const value = (error: Tensor): Tensor => pow(abs(error), power);
  const slope = (error: Tensor): Tensor => mul(mul(power, stopGradient(sign(error))), pow(abs(error), power - 1));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<MinkowskiErrorOptions> = {
  fn: minkowskiError,
  aliases: ["minkowski", "lpError"],
  family: "regression",
  tasks: ["regression"],
  summary: "A power of the absolute error.",
  formula: "\\frac{1}{n} \\sum_i |\\hat{y}_i - y_i|^p",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    power: { kind: "number", default: 3, min: 1, doc: "Exponent of the error." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [1, 2], yPred: [1, 3] }, options: { power: 1 }, gradients: { yPred: [0, 1] } },
    },
  ],
  cite: ["Hanson and Burr 1988, Minkowski-r back-propagation (Neural Information Processing Systems)"],
  reference: {},
};
export default spec;
