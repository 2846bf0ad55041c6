import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import { sin } from "../../ops/trigonometric.ts";
import { rootOrZero } from "../norms.ts";
import * as rotated from "../rotated-boxes.ts";
import type { LossSpec } from "../spec.ts";

export interface GaussianWassersteinOptions {
  /** Function of the squared distance: "log1p", "sqrt", or "none" for the distance itself. Default "log1p". */
  readonly by?: rotated.Reshape;
  /** The loss is 1 - 1 / (tau + the function). Default 1. */
  readonly tau?: number;
}

/**
 * Gaussian Wasserstein distance of rotated boxes: one smooth loss of place, size and angle, which knows that a square has no
 * direction and that a box turned by π is the same. The squared distance is written without a difference of large numbers.
 * @param yTrue centre x, y, width, height, and angle in radians, [batch, 5]
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes are not [batch, 5]
 */
export function gaussianWasserstein(
  yTrue: Tensor,
  yPred: Tensor,
  { by = "log1p", tau = 1 }: GaussianWassersteinOptions = {},
): Tensor {
  const { target: t, predicted: p } = rotated.rotatedOf("gaussianWasserstein", yTrue, yPred);
  const turn = square(sin(sub(p.angle, t.angle)));
  const straight = mul(0.25, add(mul(t.width, p.width), mul(t.height, p.height)));
  const lengthening = (box: rotated.RotatedBox): Tensor =>
    mul(0.25, mul(sub(box.width, box.height), add(box.width, box.height)));
  const turned = mul(mul(lengthening(t), lengthening(p)), turn);
  const root = rootOrZero(relu(sub(square(straight), turned)));
  const sides = mul(0.25, add(square(sub(p.width, t.width)), square(sub(p.height, t.height))));
  const centres = add(square(sub(p.x, t.x)), square(sub(p.y, t.y)));
  const distance = add(add(centres, sides), mul(2, divideOrZero(turned, add(straight, root))));
  return rotated.boundedDistance(distance, { by, tau });
}

const spec: LossSpec<GaussianWassersteinOptions> = {
  fn: gaussianWasserstein,
  aliases: ["GWDLoss", "gwd"],
  family: "detection",
  tasks: ["boxes", "angles"],
  summary: "Wasserstein distance of rotated boxes as Gaussians.",
  formula:
    "1 - \\frac{1}{\\tau + f(W^2)}, \\quad W^2 = \\|\\mu - \\hat\\mu\\|^2 + \\operatorname{tr}\\big( \\Sigma + \\hat\\Sigma - 2 (\\Sigma^{1/2} \\hat\\Sigma \\Sigma^{1/2})^{1/2} \\big)",
  inputs: [rotated.rotatedTarget, rotated.rotatedPrediction],
  params: { by: rotated.reshapeParam, tau: rotated.tauParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Yang et al. 2021, arXiv:2101.11952"],
  reference: {},
};
export default spec;
