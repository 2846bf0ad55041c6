import type { Tensor } from "../../core/tensor.ts";
import { abs, mul, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type QuaternionDistanceOptions = Readonly<Record<never, never>>;

/**
 * Distance of rotations given as quaternions: one less the size of their scalar product, which is one less the cosine
 * of half the angle between them. A quaternion and its negative are the same rotation; lengths do not matter.
 * @param yTrue target quaternions, [batch, ..., 4]
 * @param yPred predicted quaternions, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ or the last axis is not of 4
 */
export function quaternionDistance(yTrue: Tensor, yPred: Tensor): Tensor {
  bindFloats("quaternionDistance", { yTrue: [yTrue, "[batch, ..., 4]"], yPred: [yPred, "[batch, ..., 4]"] });
  return sub(1, abs(sum(mul(l2Normalize(yTrue), l2Normalize(yPred)), { axes: -1 })));
}

const spec: LossSpec<QuaternionDistanceOptions> = {
  fn: quaternionDistance,
  aliases: [],
  family: "regression",
  tasks: ["angles"],
  summary: "Distance of rotations, by quaternions.",
  formula: "1 - \\frac{|q \\cdot \\hat{q}|}{\\|q\\| \\, \\|\\hat{q}\\|}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., 4]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., 4]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "half a turn apart",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0, 0, 0]], yPred: [[0, 2, 0, 0]] }, gradients: { yPred: [[0, 0, 0, 0]] } },
    },
  ],
  cite: ["Huynh 2009, doi:10.1007/s10851-009-0161-2"],
  reference: {},
};
export default spec;
