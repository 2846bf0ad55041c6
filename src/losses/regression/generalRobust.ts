import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { abs, div, maximum, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { exp, expm1, log1p } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { half, relativeExpm1 } from "../robust.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface GeneralRobustOptions {
  /**
   * Shape: the less, the less outliers count. May be a scalar tensor that is trained; as a number, -Infinity is allowed
   * too. Default 1.
   */
  readonly alpha?: TensorLike;
  /** Error size at which it turns from quadratic, in the unit of yPred. Default 1. */
  readonly scale?: number;
}

/**
 * Barron's general robust loss: one family from the squared error (alpha 2) by way of Charbonnier (1), Cauchy (0) and
 * Geman-McClure (-2) to Welsch (-Infinity), averaged over the last axis. Alpha may be trained.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function generalRobust(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 1, scale = 1 }: GeneralRobustOptions = {},
): Tensor {
  requireAlike("generalRobust", yTrue, yPred);
  const x = mul(1 / scale, sub(yPred, yTrue));
  if (alpha === Number.NEGATIVE_INFINITY) return meanLastAxis(neg(expm1(mul(-0.5, square(x)))));
  if (alpha === 2) return meanLastAxis(mul(0.5, square(x)));
  // |α - 2|/2 · L · E(α L / 2), with L the logarithm of the base and E(y) = (e^y - 1)/y: nothing is 0/0.
  const distance = typeof alpha === "number" ? Math.abs(alpha - 2) : maximum(abs(sub(alpha, 2)), 1e-5);
  const logOf = (at: Tensor): Tensor => log1p(div(square(at), distance));
  const value = (at: Tensor): Tensor => mul(mul(half(distance), logOf(at)), relativeExpm1(mul(half(alpha), logOf(at))));
  if (typeof alpha !== "number") return meanLastAxis(value(x));
  return meanLastAxis(withSlope(x, value, (at) => mul(at, exp(mul(alpha / 2 - 1, logOf(at))))));
}

const spec: LossSpec<GeneralRobustOptions> = {
  fn: generalRobust,
  aliases: ["barron", "adaptiveRobust"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "One robust loss with many others as special cases.",
  formula:
    "\\frac{|\\alpha - 2|}{\\alpha} \\left(\\left(\\frac{(e/c)^2}{|\\alpha - 2|} + 1\\right)^{\\alpha/2} - 1\\right), \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 1, trainable: true, doc: "Shape: the less, the less outliers count." },
    scale: {
      kind: "number",
      default: 1,
      above: 0,
      doc: "Error size at which it turns from quadratic, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Barron 2019, arXiv:1701.03077"],
  reference: {},
};
export default spec;
