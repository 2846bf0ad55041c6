import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { determinant, fieldInput, jacobian, requireField } from "../fields.ts";
import type { LossSpec } from "../spec.ts";

export interface JacobianDeterminantOptions {
  /** Determinants below it cost: 0 penalises folds only. Default 0. */
  readonly margin?: number;
}

/**
 * Penalty on folding: mean over positions of how far the determinant of the Jacobian of x + u(x) is below a margin, by forward
 * differences.
 * @param yPred displacements in pixels, [batch, 2, height, width] or [batch, 3, depth, height, width] real, at least 2 a side;
 *   the first component is along the first spatial axis
 * @returns [batch], 0 where nothing folds; at the margin the gradient is 0
 * @throws ShapeError for other components than axes, or fewer than 2 elements along an axis
 */
export function jacobianDeterminant(yPred: Tensor, { margin = 0 }: JacobianDeterminantOptions = {}): Tensor {
  requireField("jacobianDeterminant", yPred, 2);
  return meanOfExample(relu(sub(margin, determinant(jacobian(yPred)))));
}

const spec: LossSpec<JacobianDeterminantOptions, [yPred: Tensor]> = {
  fn: jacobianDeterminant,
  aliases: ["jacobianFolding", "foldingPenalty"],
  family: "registration",
  tasks: ["alignment"],
  summary: "Deformations that do not fold.",
  formula: "\\frac{1}{n} \\sum_x \\max(0, m - \\det(I + \\nabla u(x)))",
  inputs: [fieldInput],
  values: "[batch]",
  params: { margin: { kind: "number", default: 0, doc: "Determinants below it cost." } },
  minimum: 0,
  kinks: [],
  cite: ["Kuang and Schmah 2019, arXiv:1811.09243"],
  reference: {},
};
export default spec;
