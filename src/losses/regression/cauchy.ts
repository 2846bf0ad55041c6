import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface CauchyOptions {
  /** Error size at which it turns from quadratic, in the unit of yPred. Default 1. */
  readonly scale?: number;
}

/**
 * Cauchy loss, also called Lorentzian: the negative log-likelihood of a Cauchy distribution up to constants, averaged
 * over the last axis. It grows as the logarithm of the error, so outliers pull ever less.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function cauchy(yTrue: Tensor, yPred: Tensor, { scale = 1 }: CauchyOptions = {}): Tensor {
  requireAlike("cauchy", yTrue, yPred);
  const value = (error: Tensor): Tensor => log1p(mul(0.5 / scale ** 2, square(error)));
  const slope = (error: Tensor): Tensor => div(error, add(scale ** 2, mul(0.5, square(error))));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<CauchyOptions> = {
  fn: cauchy,
  aliases: ["CauchyLoss", "cauchy_loss", "lorentzian"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Grows as the logarithm of the error.",
  formula: "\\frac{1}{n} \\sum_i \\log\\left(1 + \\frac{e_i^2}{2 c^2}\\right), \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    scale: {
      kind: "number",
      default: 1,
      above: 0,
      doc: "Error size at which it turns from quadratic, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Black and Anandan 1996, doi:10.1006/cviu.1996.0006", "Barron 2019, arXiv:1701.03077"],
  reference: { kornia: { name: "CauchyLoss", differs: "no scale; not averaged over the last axis" } },
};
export default spec;
