import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { slice } from "../../ops/indexing.ts";
import { meanOfExample } from "../examples.ts";
import { fieldInput, requireField } from "../fields.ts";
import { addAll } from "../images.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Squared Laplacian of a displacement field inside the border, averaged over positions and components. Affine maps cost nothing.
 * @param yPred displacements in pixels, [batch, 2, height, width] or [batch, 3, depth, height, width] real, at least 3 a side
 * @returns [batch]
 * @throws ShapeError for other components than axes, or fewer than 3 elements along an axis
 */
export function curvature(yPred: Tensor): Tensor {
  requireField("curvature", yPred, 3);
  const axes = axesFrom(yPred, 2);
  const inside = slice(yPred, { axes, start: 1, end: -1 });
  const beside = axes.flatMap((axis) =>
    [0, 2].map((from) => {
      const start = axes.map((each) => (each === axis ? from : 1));
      return slice(yPred, { axes, start, end: start.map((first, i) => first + (inside.shape[i + 2] as number)) });
    }),
  );
  return meanOfExample(square(sub(addAll(beside), mul(2 * axes.length, inside))));
}

const spec: LossSpec<Record<never, never>, [yPred: Tensor]> = {
  fn: curvature,
  aliases: ["curvatureRegularization"],
  family: "registration",
  tasks: ["alignment", "smoothness"],
  summary: "Deformations without curvature: the Laplacian.",
  formula: "\\frac{1}{n} \\sum_x (\\Delta u(x))^2",
  inputs: [fieldInput],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Fischer and Modersitzki 2003, Curvature based image registration"],
  reference: {},
};
export default spec;
