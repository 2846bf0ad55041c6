import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface PseudoHuberOptions {
  /** Error size where quadratic turns linear, in the unit of yPred. Default 1. */
  readonly delta?: number;
}

/**
 * Pseudo-Huber loss: half the squared error near zero, slope `delta` in the tails, smooth throughout; averaged over the
 * last axis. It is delta² times the Charbonnier loss of that scale.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function pseudoHuber(yTrue: Tensor, yPred: Tensor, { delta = 1 }: PseudoHuberOptions = {}): Tensor {
  requireAlike("pseudoHuber", yTrue, yPred);
  const z = (error: Tensor): Tensor => mul(1 / delta, error);
  const root = (error: Tensor): Tensor => sqrt(add(square(z(error)), 1));
  const value = (error: Tensor): Tensor => mul(delta ** 2, div(square(z(error)), add(root(error), 1)));
  const slope = (error: Tensor): Tensor => div(error, root(error));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<PseudoHuberOptions> = {
  fn: pseudoHuber,
  aliases: ["pseudo_huber_loss", "softL1"],
  family: "regression",
  tasks: ["regression", "outliers", "generation"],
  summary: "Huber loss, smooth throughout.",
  formula: "\\delta^2 \\left(\\sqrt{1 + (e/\\delta)^2} - 1\\right), \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    delta: {
      kind: "number",
      default: 1,
      above: 0,
      doc: "Error size where quadratic turns linear, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: [
    "Hartley and Zisserman 2003, Multiple view geometry in computer vision",
    "Song and Dhariwal 2023, arXiv:2310.14189",
  ],
  reference: {},
};
export default spec;
