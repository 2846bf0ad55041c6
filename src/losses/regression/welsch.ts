import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { exp, expm1 } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface WelschOptions {
  /** Error size at which it turns from quadratic, in the unit of yPred. Default 1. */
  readonly scale?: number;
}

/**
 * Welsch loss, also called Leclerc loss: half the squared error near zero, bounded by 1, in units of the scale;
 * averaged over the last axis. The gradient of outliers vanishes faster than that of any power. Its minimiser is that
 * of maximum correntropy.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function welsch(yTrue: Tensor, yPred: Tensor, { scale = 1 }: WelschOptions = {}): Tensor {
  requireAlike("welsch", yTrue, yPred);
  const exponent = (error: Tensor): Tensor => mul(-0.5 / scale ** 2, square(error));
  const value = (error: Tensor): Tensor => neg(expm1(exponent(error)));
  const slope = (error: Tensor): Tensor => mul(mul(1 / scale ** 2, error), exp(exponent(error)));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<WelschOptions> = {
  fn: welsch,
  aliases: ["WelschLoss", "welsch_loss", "leclerc"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Bounded, and outliers vanish from the gradient.",
  formula: "\\frac{1}{n} \\sum_i \\left(1 - e^{-\\frac12 (e_i / c)^2}\\right), \\quad e = \\hat{y} - y",
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
  cite: ["Dennis and Welsch 1978, doi:10.1080/03610917808812083"],
  reference: { kornia: { name: "WelschLoss", differs: "no scale; not averaged over the last axis" } },
};
export default spec;
