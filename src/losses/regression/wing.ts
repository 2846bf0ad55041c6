import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, minimum, mul, sign, sub } from "../../ops/arithmetic.ts";
import { indicator, less } from "../../ops/compare.ts";
import { log1p } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface WingOptions {
  /** Error size where the logarithm ends, in the unit of yPred. Default 5. */
  readonly width?: number;
  /** How sharply it bends at 0: the slope there is width / curvature. Default 0.5. */
  readonly curvature?: number;
}

/**
 * Wing loss, for landmarks: logarithmic for small errors, so that those already small still pull, linear beyond
 * `width`; averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function wing(yTrue: Tensor, yPred: Tensor, { width = 5, curvature = 0.5 }: WingOptions = {}): Tensor {
  requireAlike("wing", yTrue, yPred);
  const held = (error: Tensor): Tensor => minimum(abs(error), width);
  const inside = (error: Tensor): Tensor => stopGradient(indicator(less(abs(error), width), error));
  const value = (error: Tensor): Tensor =>
    add(mul(width, log1p(mul(1 / curvature, held(error)))), sub(abs(error), held(error)));
  const slope = (error: Tensor): Tensor =>
    mul(stopGradient(sign(error)), add(1, mul(inside(error), sub(div(width, add(abs(error), curvature)), 1))));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<WingOptions> = {
  fn: wing,
  aliases: ["WingLoss", "wing_loss"],
  family: "regression",
  tasks: ["regression"],
  summary: "Small errors pull harder than large ones.",
  formula:
    "\\begin{cases} w \\log(1 + |e| / c) & |e| < w \\\\ |e| - w + w \\log(1 + w / c) & |e| \\ge w \\end{cases}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    width: { kind: "number", default: 5, above: 0, doc: "Error size where the logarithm ends, in the unit of yPred." },
    curvature: {
      kind: "number",
      default: 0.5,
      above: 0,
      doc: "How sharply it bends at 0: the slope there is width / curvature.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [1, 2], yPred: [1, 2.5] }, gradients: { yPred: [0, 5] } },
    },
    {
      at: "|yPred - yTrue| = width",
      gradient: "that of the linear part",
      point: { inputs: { yTrue: [0, 0], yPred: [5, -5] }, gradients: { yPred: [1, -1] } },
    },
  ],
  cite: ["Feng et al. 2018, arXiv:1711.06753"],
  reference: { smp: "wing_loss" },
};
export default spec;
