import type { Tensor } from "../../core/tensor.ts";
import { square } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { meanOfExample } from "../examples.ts";
import { fieldInput, requireField } from "../fields.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Mean squared length of displacements: small ones where nothing asks for more.
 * @param yPred displacements in pixels, [batch, 2, height, width] or [batch, 3, depth, height, width] real
 * @returns [batch]
 * @throws ShapeError for other components than axes
 */
export function fieldMagnitude(yPred: Tensor): Tensor {
  requireField("fieldMagnitude", yPred, 1);
  return meanOfExample(sum(square(yPred), { axes: 1 }));
}

const spec: LossSpec<Record<never, never>, [yPred: Tensor]> = {
  fn: fieldMagnitude,
  aliases: ["dvfL2", "displacementMagnitude"],
  family: "registration",
  tasks: ["alignment", "smoothness"],
  summary: "Small displacements.",
  formula: "\\frac{1}{n} \\sum_x \\lVert u(x) \\rVert_2^2",
  inputs: [fieldInput],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Dalca et al. 2019, arXiv:1908.02738"],
  reference: {},
};
export default spec;
