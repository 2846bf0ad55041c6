import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, sign, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface QuantileOptions {
  /** Which quantile of the targets is predicted. Default 0.5. */
  readonly quantile?: number;
}

/**
 * Quantile loss, also called pinball loss: falling short costs `quantile` a unit, exceeding costs the rest of 1;
 * averaged over the last axis. Its minimiser is that quantile of the targets; at 0.5 it is half the absolute error.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function quantile(yTrue: Tensor, yPred: Tensor, { quantile = 0.5 }: QuantileOptions = {}): Tensor {
  requireAlike("quantile", yTrue, yPred);
  const value = (error: Tensor): Tensor => add(mul(0.5, abs(error)), mul(0.5 - quantile, error));
  const slope = (error: Tensor): Tensor => add(mul(0.5, stopGradient(sign(error))), 0.5 - quantile);
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<QuantileOptions> = {
  fn: quantile,
  aliases: ["pinball", "pinball_loss", "PinballLoss", "QuantileLoss", "quantile_loss"],
  family: "regression",
  tasks: ["quantiles", "regression"],
  summary: "Its minimiser is a quantile of the targets.",
  formula: "\\frac{1}{n} \\sum_i \\max(q (y_i - \\hat{y}_i), (q - 1)(y_i - \\hat{y}_i))",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    quantile: { kind: "number", default: 0.5, above: 0, below: 1, doc: "Which quantile of the targets is predicted." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "the mean of both sides: 1/2 - quantile",
      point: {
        inputs: { yTrue: [1, 2], yPred: [1, 3] },
        options: { quantile: 0.75 },
        gradients: { yPred: [-0.25, 0.25] },
      },
    },
  ],
  cite: ["Koenker and Bassett 1978, doi:10.2307/1913643"],
  reference: {},
};
export default spec;
