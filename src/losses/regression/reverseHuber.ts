import type { Tensor } from "../../core/tensor.ts";
import { abs, add, clip, mul, sign, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface ReverseHuberOptions {
  /** Error size where absolute turns quadratic, in the unit of yPred. Default 1. */
  readonly delta?: number;
}

/**
 * Reverse Huber loss, also called berHu: absolute near zero, squared in the tails; averaged over the last axis. For
 * depth, delta is a fifth of the largest error in the batch.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function reverseHuber(yTrue: Tensor, yPred: Tensor, { delta = 1 }: ReverseHuberOptions = {}): Tensor {
  requireAlike("reverseHuber", yTrue, yPred);
  const held = (error: Tensor): Tensor => clip(abs(error), 0, delta);
  const value = (error: Tensor): Tensor =>
    mul(0.5, add(add(abs(error), held(error)), mul(1 / delta, mul(sub(abs(error), held(error)), abs(error)))));
  const slope = (error: Tensor): Tensor =>
    add(stopGradient(sign(error)), mul(1 / delta, sub(error, clip(error, -delta, delta))));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<ReverseHuberOptions> = {
  fn: reverseHuber,
  aliases: ["berHu"],
  family: "regression",
  tasks: ["regression"],
  summary: "Absolute near zero, squared in the tails.",
  formula:
    "\\begin{cases} |e| & |e| \\le \\delta \\\\ \\frac{e^2 + \\delta^2}{2 \\delta} & |e| > \\delta \\end{cases}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    delta: {
      kind: "number",
      default: 1,
      above: 0,
      doc: "Error size where absolute turns quadratic, in the unit of yPred.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [1, 2], yPred: [1, 3] }, gradients: { yPred: [0, 1] } },
    },
  ],
  cite: ["Owen 2007, A robust hybrid of lasso and ridge regression", "Laina et al. 2016, arXiv:1606.00373"],
  reference: {},
};
export default spec;
