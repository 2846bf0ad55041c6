import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { atan2 } from "../../ops/trigonometric.ts";
import { meanOfExample } from "../examples.ts";
import { imagePair, requireImages } from "../images.ts";
import { euclideanNorm } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Mean angle, in radians, between the spectra of pixels: vectors of their channels, whose lengths (brightness) do not count.
 * From the lengths of the sum and the difference of the directions, so that small angles are exact and have a gradient.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch], from 0 to π; a black pixel is at a right angle to all but black ones
 * @throws ShapeError for images of other shapes
 */
export function spectralAngle(yTrue: Tensor, yPred: Tensor): Tensor {
  requireImages("spectralAngle", { yTrue, yPred });
  const [a, b] = [l2Normalize(yTrue, { axes: 1 }), l2Normalize(yPred, { axes: 1 })];
  const length = (x: Tensor): Tensor => euclideanNorm(x, { axes: 1 });
  return meanOfExample(mul(2, atan2(length(sub(a, b)), length(add(a, b)))));
}

const spec: LossSpec<Record<never, never>> = {
  fn: spectralAngle,
  aliases: ["sam", "spectralAngleMapper"],
  family: "image",
  tasks: ["restoration", "angles"],
  summary: "Angle between spectra: colour without brightness.",
  formula:
    "\\frac{1}{n} \\sum_i \\arccos \\frac{\\langle y_i, \\hat y_i \\rangle}{\\lVert y_i \\rVert \\lVert \\hat y_i \\rVert}",
  inputs: imagePair,
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "equal directions",
      gradient: "0",
      point: { inputs: { yTrue: [[[[1]], [[2]]]], yPred: [[[[1]], [[2]]]] }, gradients: { yPred: [[[[0]], [[0]]]] } },
    },
  ],
  cite: ["Kruse et al. 1993, doi:10.1016/0034-4257(93)90013-N"],
  reference: {},
};
export default spec;
