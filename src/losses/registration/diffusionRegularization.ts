import { constant, type Tensor } from "../../core/tensor.ts";
import { mul, square } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { centralDifference, fieldInput, requireField } from "../fields.ts";
import { addAll } from "../images.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface DiffusionRegularizationOptions {
  /** Derivatives by the image's size instead of by pixels. Default false. */
  readonly normalize?: boolean;
}

/**
 * Squares of the first derivatives of a displacement field, by central differences inside the border, summed over directions,
 * averaged over positions and components. Translations cost nothing.
 * @param yPred displacements in pixels, [batch, 2, height, width] or [batch, 3, depth, height, width] real, at least 3 a side
 * @returns [batch]
 * @throws ShapeError for other components than axes, or fewer than 3 elements along an axis
 */
export function diffusionRegularization(
  yPred: Tensor,
  { normalize = false }: DiffusionRegularizationOptions = {},
): Tensor {
  requireField("diffusionRegularization", yPred, 3);
  const sizes = yPred.shape.slice(2);
  const shape = [1, sizes.length, ...sizes.map(() => 1)];
  const unit = normalize
    ? constant(
        sizes.map((size) => 1 / size),
        { shape, dtype: yPred.dtype },
      )
    : 1;
  const terms = axesFrom(yPred, 2).map((axis) => {
    const scale = normalize ? (yPred.shape[axis] as number) : 1;
    return square(mul(mul(centralDifference(yPred, axis), unit), scale));
  });
  return meanOfExample(addAll(terms));
}

const spec: LossSpec<DiffusionRegularizationOptions, [yPred: Tensor]> = {
  fn: diffusionRegularization,
  aliases: ["monai.DiffusionLoss", "fieldDiffusion"],
  family: "registration",
  tasks: ["alignment", "smoothness"],
  summary: "Deformations that change little from place to place: first derivatives.",
  formula: "\\frac{1}{n} \\sum_x \\sum_i \\Big(\\frac{\\partial u}{\\partial x_i}\\Big)^2",
  inputs: [fieldInput],
  values: "[batch]",
  params: { normalize: { kind: "flag", default: false, doc: "Derivatives by the image's size." } },
  minimum: 0,
  kinks: [],
  cite: ["Fischer and Modersitzki 2002, Fast diffusion registration"],
  reference: { monai: "DiffusionLoss" },
};
export default spec;
