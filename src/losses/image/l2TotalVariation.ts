import { sizeOf } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, div, square } from "../../ops/arithmetic.ts";
import { sumOfExample } from "../examples.ts";
import { difference, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Mean over an image of the squared differences of neighbours, down and across; beyond the last row and column the border
 * repeats, so they add nothing.
 * @param yPred images, [batch, channels, height, width] real
 * @returns [batch]
 * @throws ShapeError for anything but images
 */
export function l2TotalVariation(yPred: Tensor): Tensor {
  requireImages("l2TotalVariation", { yPred });
  const total = add(sumOfExample(square(difference(yPred, 2))), sumOfExample(square(difference(yPred, 3))));
  return div(total, Math.max(1, sizeOf(yPred.shape.slice(1))));
}

const spec: LossSpec<Record<never, never>, [yPred: Tensor]> = {
  fn: l2TotalVariation,
  aliases: ["l2TV", "tvL2"],
  family: "image",
  tasks: ["guidance", "smoothness"],
  summary: "Squared differences of neighbouring pixels: smooth pictures.",
  formula: "\\frac{1}{n} \\sum_{i,j} (\\hat y_{i+1,j} - \\hat y_{i,j})^2 + (\\hat y_{i,j+1} - \\hat y_{i,j})^2",
  inputs: [{ name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true }],
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Mahendran and Vedaldi 2015, arXiv:1412.0035"],
  reference: {},
};
export default spec;
