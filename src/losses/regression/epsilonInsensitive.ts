import type { Tensor } from "../../core/tensor.ts";
import { abs, clip, sign, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface EpsilonInsensitiveOptions {
  /** Error size that costs nothing, in the unit of yPred. Default 0.1. */
  readonly epsilon?: number;
}

/**
 * Epsilon-insensitive loss, of support vector regression: errors up to `epsilon` cost nothing, beyond it is linear;
 * averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function epsilonInsensitive(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 0.1 }: EpsilonInsensitiveOptions = {},
): Tensor {
  requireAlike("epsilonInsensitive", yTrue, yPred);
  const excess = (error: Tensor): Tensor => sub(error, clip(error, -epsilon, epsilon));
  const value = (error: Tensor): Tensor => abs(excess(error));
  const slope = (error: Tensor): Tensor => stopGradient(sign(excess(error)));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<EpsilonInsensitiveOptions> = {
  fn: epsilonInsensitive,
  aliases: ["epsilon_insensitive_loss"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Small errors cost nothing.",
  formula: "\\frac{1}{n} \\sum_i \\max(0, |\\hat{y}_i - y_i| - \\epsilon)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 0.1, min: 0, doc: "Error size that costs nothing, in the unit of yPred." },
  },
  minimum: 0,
  kinks: [
    {
      at: "|yPred - yTrue| = epsilon",
      gradient: "0",
      point: { inputs: { yTrue: [0, 0], yPred: [0.5, -1] }, options: { epsilon: 0.5 }, gradients: { yPred: [0, -1] } },
    },
  ],
  cite: ["Vapnik 1995, doi:10.1007/978-1-4757-2440-0"],
  reference: {},
};
export default spec;
