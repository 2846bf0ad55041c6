import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { matMul } from "../../ops/matmul.ts";
import { sum, transpose } from "../../ops/structure.ts";
import { atan2 } from "../../ops/trigonometric.ts";
import { euclideanNorm } from "../norms.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type RotationGeodesicOptions = Readonly<Record<never, never>>;

/**
 * Angle between rotations given as matrices, in radians: 0 to π. It has digits at all angles, and a finite gradient.
 * @param yTrue target rotation matrices, [batch, 3, 3]
 * @param yPred predicted rotation matrices, the same shape
 * @returns [batch]
 * @throws ShapeError unless both are [batch, 3, 3]
 */
export function rotationGeodesic(yTrue: Tensor, yPred: Tensor): Tensor {
  bindFloats("rotationGeodesic", { yTrue: [yTrue, "[batch, 3, 3]"], yPred: [yPred, "[batch, 3, 3]"] });
  const between = matMul(transpose(yTrue, [0, 2, 1]), yPred);
  const trace = sum(mul(yTrue, yPred), { axes: [1, 2] });
  // The length of the skew part is 2√2 times the sine.
  const sine = mul(1 / Math.sqrt(8), euclideanNorm(sub(between, transpose(between, [0, 2, 1])), { axes: [1, 2] }));
  return atan2(sine, mul(0.5, sub(trace, 1)));
}

const spec: LossSpec<RotationGeodesicOptions> = {
  fn: rotationGeodesic,
  aliases: [],
  family: "regression",
  tasks: ["angles"],
  summary: "Angle between rotations, by matrices.",
  formula:
    "\\operatorname{atan2}\\left(\\frac{\\|M - M^\\top\\|_F}{2 \\sqrt2}, \\frac{\\operatorname{tr} M - 1}{2}\\right), \\quad M = R^\\top \\hat{R}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, 3, 3]" },
    { name: "yPred", domain: "real", shape: "[batch, 3, 3]", grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue, and half a turn apart",
      gradient: "0",
      // biome-ignore format: matrices
      point: { inputs: { yTrue: [[[1, 0, 0], [0, 1, 0], [0, 0, 1]]], yPred: [[[1, 0, 0], [0, 1, 0], [0, 0, 1]]] }, gradients: { yPred: [[[0, 0, 0], [0, 0, 0], [0, 0, 0]]] } },
    },
  ],
  cite: ["Huynh 2009, doi:10.1007/s10851-009-0161-2", "Zhou et al. 2019, arXiv:1812.07035"],
  reference: {},
};
export default spec;
