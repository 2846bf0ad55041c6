import type { Tensor } from "../../core/tensor.ts";
import { abs, clip, mul, square, sub } from "../../ops/arithmetic.ts";
import { indicator, lessEqual } from "../../ops/compare.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface TruncatedSquaredErrorOptions {
  /**
   * Error size beyond which it is constant, in the unit of yPred. At 2.795 standard deviations it is 95% efficient for
   * normal errors. Default 2.795.
   */
  readonly cutoff?: number;
}

/**
 * Truncated squared error, also called Talwar loss: half the squared error up to `cutoff`, constant beyond; averaged
 * over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function truncatedSquaredError(
  yTrue: Tensor,
  yPred: Tensor,
  { cutoff = 2.795 }: TruncatedSquaredErrorOptions = {},
): Tensor {
  requireAlike("truncatedSquaredError", yTrue, yPred);
  const held = (error: Tensor): Tensor => clip(error, -cutoff, cutoff);
  const inside = (error: Tensor): Tensor => stopGradient(indicator(lessEqual(abs(error), cutoff), error));
  const value = (error: Tensor): Tensor => mul(0.5, square(held(error)));
  const slope = (error: Tensor): Tensor => mul(error, inside(error));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<TruncatedSquaredErrorOptions> = {
  fn: truncatedSquaredError,
  aliases: ["talwar"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Squared error that ignores outliers.",
  formula: "\\tfrac12 \\min(e^2, c^2), \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    cutoff: {
      kind: "number",
      default: 2.795,
      above: 0,
      doc: "Error size beyond which it is constant, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "|yPred - yTrue| = cutoff",
      gradient: "that of the squared error",
      point: { inputs: { yTrue: [0, 0], yPred: [2, 3] }, options: { cutoff: 2 }, gradients: { yPred: [2, 0] } },
    },
  ],
  cite: ["Hinich and Talwar 1975, A simple method for robust regression"],
  reference: {},
};
export default spec;
