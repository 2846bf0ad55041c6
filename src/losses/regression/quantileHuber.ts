import type { Tensor } from "../../core/tensor.ts";
import { add, clip, mul, sub } from "../../ops/arithmetic.ts";
import { greater, indicator } from "../../ops/compare.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface QuantileHuberOptions {
  /** Which quantile of the targets is predicted. Default 0.5. */
  readonly quantile?: number;
  /** Error size where quadratic turns linear, in the unit of yPred. Default 1. */
  readonly delta?: number;
}

/**
 * Quantile Huber loss: the quantile loss with its corner rounded over `delta`; averaged over the last axis. It is the
 * Huber loss over delta, weighted by side, and tends to the quantile loss as delta tends to 0.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function quantileHuber(
  yTrue: Tensor,
  yPred: Tensor,
  { quantile = 0.5, delta = 1 }: QuantileHuberOptions = {},
): Tensor {
  requireAlike("quantileHuber", yTrue, yPred);
  const held = (error: Tensor): Tensor => clip(error, -delta, delta);
  const weight = (error: Tensor): Tensor =>
    stopGradient(add(quantile, mul(1 - 2 * quantile, indicator(greater(error, 0), error))));
  const value = (error: Tensor): Tensor =>
    mul(weight(error), mul(mul(1 / delta, held(error)), sub(error, mul(0.5, held(error)))));
  const slope = (error: Tensor): Tensor => mul(weight(error), mul(1 / delta, held(error)));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<QuantileHuberOptions> = {
  fn: quantileHuber,
  aliases: ["quantile_huber_loss", "QuantileHuberLoss"],
  family: "regression",
  tasks: ["quantiles", "outliers", "control"],
  summary: "Quantile loss with its corner rounded.",
  formula: "\\left|q - [e > 0]\\right| \\frac{H_\\delta(e)}{\\delta}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    quantile: { kind: "number", default: 0.5, above: 0, below: 1, doc: "Which quantile of the targets is predicted." },
    delta: {
      kind: "number",
      default: 1,
      above: 0,
      doc: "Error size where quadratic turns linear, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Dabney et al. 2018, arXiv:1710.10044", "Dabney et al. 2018, arXiv:1806.06923"],
  reference: {},
};
export default spec;
