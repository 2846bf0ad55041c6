import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { determinant, fieldInput, jacobian, requireField } from "../fields.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Mean squared difference of the determinant of the Jacobian of x + u(x) from 1, by forward differences: tissue that cannot be
 * compressed.
 * @param yPred displacements in pixels, [batch, 2, height, width] or [batch, 3, depth, height, width] real, at least 2 a side;
 *   the first component is along the first spatial axis
 * @returns [batch]
 * @throws ShapeError for other components than axes, or fewer than 2 elements along an axis
 */
export function volumePreservation(yPred: Tensor): Tensor {
  requireField("volumePreservation", yPred, 2);
  return meanOfExample(square(sub(determinant(jacobian(yPred)), 1)));
}

const spec: LossSpec<Record<never, never>, [yPred: Tensor]> = {
  fn: volumePreservation,
  aliases: ["incompressibility"],
  family: "registration",
  tasks: ["alignment"],
  summary: "Deformations that keep volumes.",
  formula: "\\frac{1}{n} \\sum_x (\\det(I + \\nabla u(x)) - 1)^2",
  inputs: [fieldInput],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Haber and Modersitzki 2004, Numerical methods for volume preserving image registration"],
  reference: {},
};
export default spec;
