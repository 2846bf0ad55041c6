import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { sumOfExample } from "../examples.ts";
import { signalPair } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Minus the correlation of two images: of their values less the means, over both lengths. A constant image has none: 0, with
 * zero gradient.
 * @param yTrue fixed images, [batch, ..., n] real
 * @param yPred moving images, the same shape
 * @returns [batch], from -1 (equal up to a factor above 0 and a constant) to 1
 * @throws ShapeError when the shapes differ
 */
export function normalizedCrossCorrelation(yTrue: Tensor, yPred: Tensor): Tensor {
  bindAlike("normalizedCrossCorrelation", { yTrue, yPred }, "[batch, ..., n]");
  const axes = yPred.shape.map((_, axis) => axis).slice(1);
  const direction = (x: Tensor): Tensor => l2Normalize(sub(x, mean(x, { axes, keepDims: true })), { axes });
  return neg(sumOfExample(mul(direction(yTrue), direction(yPred))));
}

const spec: LossSpec<Record<never, never>> = {
  fn: normalizedCrossCorrelation,
  aliases: ["ncc", "zncc", "pearsonCorrelationImage"],
  family: "registration",
  tasks: ["alignment"],
  summary: "Correlation of whole images, whatever their brightness and contrast.",
  formula:
    "-\\frac{\\sum_i (y_i - \\mu)(\\hat y_i - \\hat\\mu)}{\\lVert y - \\mu \\rVert\\, \\lVert \\hat y - \\hat\\mu \\rVert}",
  inputs: signalPair,
  values: "[batch]",
  params: {},
  minimum: -1,
  kinks: [
    {
      at: "a constant image",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 2]], yPred: [[3, 3]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Lewis 1995, Fast normalized cross-correlation"],
  reference: {},
};
export default spec;
