import { constant, type Tensor } from "../../core/tensor.ts";
import { mul, square } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { centralDifference, fieldInput, requireField } from "../fields.ts";
import { addAll } from "../images.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface BendingEnergyOptions {
  /** Derivatives by the image's size instead of by pixels, so that the resolution hardly matters. Default false. */
  readonly normalize?: boolean;
}

/**
 * Bending energy of a displacement field: squares of its second derivatives (mixed ones twice), by central differences inside
 * the border, averaged over positions and components. Affine maps cost nothing.
 * @param yPred displacements in pixels, [batch, 2, height, width] or [batch, 3, depth, height, width] real, at least 5 a side
 * @returns [batch]
 * @throws ShapeError for other components than axes, or fewer than 5 elements along an axis
 */
export function bendingEnergy(yPred: Tensor, { normalize = false }: BendingEnergyOptions = {}): Tensor {
  requireField("bendingEnergy", yPred, 5);
  const sizes = yPred.shape.slice(2);
  // By the image's size: a displacement over the size of its own axis, a derivative times that of the axis.
  const shape = [1, sizes.length, ...sizes.map(() => 1)];
  const unit = normalize
    ? constant(
        sizes.map((size) => 1 / size),
        { shape, dtype: yPred.dtype },
      )
    : 1;
  const scale = (axis: number): number => (normalize ? (yPred.shape[axis] as number) : 1);
  const terms = axesFrom(yPred, 2).flatMap((first) =>
    axesFrom(yPred, 2).map((second) => {
      const slope = centralDifference(centralDifference(yPred, first), second);
      return square(mul(mul(slope, unit), scale(first) * scale(second)));
    }),
  );
  return meanOfExample(addAll(terms));
}

const spec: LossSpec<BendingEnergyOptions, [yPred: Tensor]> = {
  fn: bendingEnergy,
  aliases: ["BendingEnergyLoss"],
  family: "registration",
  tasks: ["alignment", "smoothness"],
  summary: "Deformations that bend little: second derivatives.",
  formula: "\\frac{1}{n} \\sum_x \\sum_{i,j} \\Big(\\frac{\\partial^2 u}{\\partial x_i \\partial x_j}\\Big)^2",
  inputs: [fieldInput],
  values: "[batch]",
  params: { normalize: { kind: "flag", default: false, doc: "Derivatives by the image's size." } },
  minimum: 0,
  kinks: [],
  cite: ["Rueckert et al. 1999, doi:10.1109/42.796284"],
  reference: { monai: "BendingEnergyLoss" },
};
export default spec;
