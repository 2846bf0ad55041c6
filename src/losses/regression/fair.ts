import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, sub } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface FairOptions {
  /**
   * Error size at which it turns from quadratic, in the unit of yPred. At 1.3998 standard deviations it is 95%
   * efficient for normal errors. Default 1.3998.
   */
  readonly scale?: number;
}

/**
 * Fair's loss: half the squared error near zero, nearly linear in the tails, with continuous derivatives to the second
 * order; averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function fair(yTrue: Tensor, yPred: Tensor, { scale = 1.3998 }: FairOptions = {}): Tensor {
  requireAlike("fair", yTrue, yPred);
  const size = (error: Tensor): Tensor => mul(1 / scale, abs(error));
  const value = (error: Tensor): Tensor => mul(scale ** 2, sub(size(error), log1p(size(error))));
  const slope = (error: Tensor): Tensor => div(error, add(1, size(error)));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<FairOptions> = {
  fn: fair,
  aliases: ["fair_loss", "FairLoss"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Convex and smooth, nearly linear in the tails.",
  formula: "c^2 \\left(\\frac{|e|}{c} - \\log\\left(1 + \\frac{|e|}{c}\\right)\\right), \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    scale: {
      kind: "number",
      default: 1.3998,
      above: 0,
      doc: "Error size at which it turns from quadratic, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Fair 1974, On the robust estimation of econometric models"],
  reference: {},
};
export default spec;
