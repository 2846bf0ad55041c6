import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface CharbonnierOptions {
  /** Error size at which it turns from quadratic, in the unit of yPred. Default 1. */
  readonly scale?: number;
}

/**
 * Charbonnier loss: half the squared error near zero, the absolute error less a constant in the tails, both in units of
 * the scale, smooth throughout; averaged over the last axis. Restoration networks use scale · charbonnier + scale,
 * which is √(e² + scale²).
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function charbonnier(yTrue: Tensor, yPred: Tensor, { scale = 1 }: CharbonnierOptions = {}): Tensor {
  requireAlike("charbonnier", yTrue, yPred);
  const z = (error: Tensor): Tensor => mul(1 / scale, error);
  const root = (error: Tensor): Tensor => sqrt(add(square(z(error)), 1));
  const value = (error: Tensor): Tensor => div(square(z(error)), add(root(error), 1));
  const slope = (error: Tensor): Tensor => div(mul(1 / scale, z(error)), root(error));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<CharbonnierOptions> = {
  fn: charbonnier,
  aliases: ["CharbonnierLoss", "charbonnier_loss"],
  family: "regression",
  tasks: ["regression", "outliers", "restoration"],
  summary: "Absolute error with a smooth bottom.",
  formula: "\\frac{1}{n} \\sum_i \\left(\\sqrt{(e_i / c)^2 + 1} - 1\\right), \\quad e = \\hat{y} - y",
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
  cite: ["Charbonnier et al. 1994, doi:10.1109/ICIP.1994.413553"],
  reference: { kornia: { name: "CharbonnierLoss", differs: "no scale; not averaged over the last axis" } },
};
export default spec;
