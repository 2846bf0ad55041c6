import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { meanOfExample } from "../examples.ts";
import { signalPair } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Mean squared error after the scale and shift of the prediction that make it least, an example at a time: half of it, as for
 * inverse depths of unknown units. The fit is part of the loss: its gradient is exact.
 * @param yTrue inverse depths, [batch, ..., n] real
 * @param yPred the same shape
 * @returns [batch], from 0 to half the target's variance
 * @throws ShapeError when the shapes differ
 */
export function scaleShiftInvariant(yTrue: Tensor, yPred: Tensor): Tensor {
  bindAlike("scaleShiftInvariant", { yTrue, yPred }, "[batch, ..., n]");
  const axes = yPred.shape.map((_, axis) => axis).slice(1);
  const centred = (x: Tensor): Tensor => sub(x, mean(x, { axes, keepDims: true }));
  const target = centred(yTrue);
  // What is left of the target beside the direction of the centred prediction.
  const direction = l2Normalize(centred(yPred), { axes });
  const along = sum(mul(target, direction), { axes, keepDims: true });
  return mul(0.5, meanOfExample(square(sub(target, mul(along, direction)))));
}

const spec: LossSpec<Record<never, never>> = {
  fn: scaleShiftInvariant,
  aliases: ["ssiMse", "affineInvariant"],
  family: "image",
  tasks: ["regression"],
  summary: "Depth up to a scale and a shift.",
  formula: "\\min_{s, t} \\frac{1}{2n} \\sum_i (s \\hat y_i + t - y_i)^2",
  inputs: signalPair,
  values: "[batch]",
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "a prediction that is the same everywhere",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 2]], yPred: [[3, 3]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Ranftl et al. 2022, arXiv:1907.01341"],
  reference: {},
};
export default spec;
