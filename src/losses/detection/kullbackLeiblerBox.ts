import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { cos, sin } from "../../ops/trigonometric.ts";
import * as rotated from "../rotated-boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface KullbackLeiblerBoxOptions {
  /** Function of the divergence: "log1p", "sqrt", or "none" for the divergence itself. Default "log1p". */
  readonly by?: rotated.Reshape;
  /** The loss is 1 - 1 / (tau + the function). Default 1. */
  readonly tau?: number;
  /** The divergence of the target from the prediction instead of the prediction from the target. Default false. */
  readonly reversed?: boolean;
  /** Least side of a box, in the boxes' unit. Default 1e-3. */
  readonly least?: number;
}

/**
 * Kullback-Leibler divergence of rotated boxes taken for Gaussians: indifferent to scale, and the more exact about an angle
 * the longer the box.
 * @param yTrue centre x, y, width, height, and angle in radians, [batch, 5]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 5]
 */
export function kullbackLeiblerBox(yTrue: Tensor, yPred: Tensor, options: KullbackLeiblerBoxOptions = {}): Tensor {
  const { by = "log1p", tau = 1, reversed = false, least = 1e-3 } = options;
  const { target, predicted } = rotated.rotatedOf("kullbackLeiblerBox", yTrue, yPred, least);
  const [p, q] = reversed ? [target, predicted] : [predicted, target];
  const [pw, ph, qw, qh] = [p.width, p.height, q.width, q.height];
  const [u, v] = rotated.offsetAlong(p, q);
  const turn = sub(p.angle, q.angle);
  const [c, s] = [cos(turn), sin(turn)];
  const ratio = (a: Tensor, b: Tensor): Tensor => square(div(a, b));
  const centres = mul(4, add(ratio(u, qw), ratio(v, qh)));
  const along = add(ratio(mul(c, pw), qw), ratio(mul(s, ph), qw));
  const across = add(ratio(mul(s, pw), qh), ratio(mul(c, ph), qh));
  const sizes = mul(2, add(log(div(qw, pw)), log(div(qh, ph))));
  const divergence = mul(0.5, add(add(centres, sub(add(along, across), 2)), sizes));
  return rotated.boundedDistance(relu(divergence), { by, tau });
}

const spec: LossSpec<KullbackLeiblerBoxOptions> = {
  fn: kullbackLeiblerBox,
  aliases: ["KLDLoss", "kldBox", "rotatedKld"],
  family: "detection",
  tasks: ["boxes", "angles"],
  summary: "Divergence of rotated boxes as Gaussians.",
  formula:
    "1 - \\frac{1}{\\tau + f(D)}, \\quad D = \\tfrac12 \\Big( \\delta^\\top \\Sigma^{-1} \\delta + \\operatorname{tr}(\\Sigma^{-1} \\hat\\Sigma) + \\log \\frac{|\\Sigma|}{|\\hat\\Sigma|} \\Big) - 1",
  inputs: [rotated.rotatedTarget, rotated.rotatedPrediction],
  params: {
    by: rotated.reshapeParam,
    tau: rotated.tauParam,
    reversed: { kind: "flag", default: false, doc: "The target's divergence from the prediction." },
    least: { kind: "number", default: 1e-3, above: 0, doc: "Least side of a box, in the boxes' unit." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Yang et al. 2021, arXiv:2106.01883"],
  reference: {},
};
export default spec;
