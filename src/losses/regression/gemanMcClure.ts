import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface GemanMcClureOptions {
  /** Error size at which it turns from quadratic, in the unit of yPred. Default 1. */
  readonly scale?: number;
}

/**
 * Geman-McClure loss: half the squared error near zero, bounded by 2, in units of the scale; averaged over the last
 * axis. Outliers have next to no gradient.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function gemanMcClure(yTrue: Tensor, yPred: Tensor, { scale = 1 }: GemanMcClureOptions = {}): Tensor {
  requireAlike("gemanMcClure", yTrue, yPred);
  const z = (error: Tensor): Tensor => mul(1 / scale, error);
  const value = (error: Tensor): Tensor => div(mul(2, square(error)), add(square(error), 4 * scale ** 2));
  const slope = (error: Tensor): Tensor => mul(16 / scale, div(z(error), square(add(square(z(error)), 4))));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<GemanMcClureOptions> = {
  fn: gemanMcClure,
  aliases: ["geman_mcclure_loss", "GemanMcclureLoss"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Bounded: outliers stop pulling.",
  formula: "\\frac{1}{n} \\sum_i \\frac{2 (e_i/c)^2}{(e_i/c)^2 + 4}, \\quad e = \\hat{y} - y",
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
  cite: [
    "Geman and McClure 1985, Bayesian image analysis: an application to single photon emission tomography",
    "Barron 2019, arXiv:1701.03077",
  ],
  reference: { kornia: { name: "GemanMcclureLoss", differs: "no scale; not averaged over the last axis" } },
};
export default spec;
