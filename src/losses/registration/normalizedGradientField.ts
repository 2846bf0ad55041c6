import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { centralDifference } from "../fields.ts";
import { requireWindow } from "../filters.ts";
import { imagePair, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface NormalizedGradientFieldOptions {
  /** Edges much weaker than it do not count. Default 0.1. */
  readonly edge?: number;
}

/**
 * Squared sine of the angle between the gradients of two images, averaged over positions: edges that are parallel, across
 * modalities. Central differences inside the border; gradients below `edge` count as none.
 * @param yTrue fixed images, [batch, channels, height, width] real, at least 3 pixels a side
 * @param yPred moving images, the same shape
 * @returns [batch], from 0 to 1
 * @throws ShapeError for images of other shapes, or too small
 */
export function normalizedGradientField(
  yTrue: Tensor,
  yPred: Tensor,
  { edge = 0.1 }: NormalizedGradientFieldOptions = {},
): Tensor {
  requireImages("normalizedGradientField", { yTrue, yPred });
  requireWindow("normalizedGradientField", yPred, 3);
  const slopes = (x: Tensor): [Tensor, Tensor] => [centralDifference(x, 2), centralDifference(x, 3)];
  const [[a, b], [c, d]] = [slopes(yTrue), slopes(yPred)];
  const square2 = (x: Tensor, y: Tensor): Tensor => add(add(square(x), square(y)), edge ** 2);
  const inner = add(add(mul(a, c), mul(b, d)), edge ** 2);
  return meanOfExample(sub(1, mul(div(inner, square2(a, b)), div(inner, square2(c, d)))));
}

const spec: LossSpec<NormalizedGradientFieldOptions> = {
  fn: normalizedGradientField,
  aliases: ["ngf", "normalizedGradientFields"],
  family: "registration",
  tasks: ["alignment"],
  summary: "Edges that are parallel, across modalities.",
  formula:
    "\\frac{1}{n} \\sum_x 1 - \\frac{(\\langle \\nabla y, \\nabla \\hat y \\rangle + \\eta^2)^2}{(\\lVert \\nabla y \\rVert^2 + \\eta^2)(\\lVert \\nabla \\hat y \\rVert^2 + \\eta^2)}",
  inputs: imagePair,
  values: "[batch]",
  params: { edge: { kind: "number", default: 0.1, above: 0, doc: "Edges much weaker than it do not count." } },
  minimum: 0,
  kinks: [],
  cite: ["Haber and Modersitzki 2006, Intensity gradient based registration and fusion of multi-modal images"],
  reference: {},
};
export default spec;
