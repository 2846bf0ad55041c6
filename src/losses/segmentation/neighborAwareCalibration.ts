import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, square, sub } from "../../ops/arithmetic.ts";
import { averagePool } from "../../ops/pooling.ts";
import { checkLogits } from "../domain.ts";
import { meanOfExample, pixelCrossentropy, requireMasks, spatialTarget } from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface NeighborAwareCalibrationOptions {
  /** Factor of the penalty. Default 0.1. */
  readonly alpha?: number;
  /** Side of the neighbourhood, in pixels; odd. Default 3. */
  readonly window?: number;
  /** How logits are compared with the shares of the classes: "l1" or "l2". Default "l1". */
  readonly distance?: "l1" | "l2";
}

/**
 * Cross-entropy, and a penalty that ties each pixel's logits to the shares of the classes around it: sure inside of objects,
 * unsure at their borders. Places beyond the border of the picture have no class.
 * @param yTrue one-hot masks, [batch, channels, height, width] or [batch, channels, depth, height, width]
 * @param yPred logits of at least 2 classes, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ or there is one channel; DomainError for probabilities
 */
export function neighborAwareCalibration(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 0.1, window = 3, distance = "l1" }: NeighborAwareCalibrationOptions = {},
): Tensor {
  const name = "neighborAwareCalibration";
  requireMasks(name, yTrue, yPred, spatialTarget.shape);
  checkLogits(name, yPred, true, "softmax");
  const entropy = pixelCrossentropy(name, yTrue, yPred, { fromLogits: true, activation: "softmax" });
  const around = averagePool(yTrue, { window, stride: 1, padding: "same", countIncludePadding: true });
  const gap = sub(around, yPred);
  const penalty = meanOfExample(distance === "l1" ? abs(gap) : square(gap));
  return add(meanOfExample(entropy), mul(alpha, penalty));
}

const spec: LossSpec<NeighborAwareCalibrationOptions> = {
  fn: neighborAwareCalibration,
  aliases: ["NACLLoss", "nacl"],
  family: "segmentation",
  tasks: ["masks", "calibration"],
  summary: "Cross-entropy with logits that follow the classes around each pixel: calibrated masks.",
  formula:
    "\\mathrm{CE}(y, z) + \\frac{\\alpha}{n C} \\sum_{i,c} | \\tau_{ci} - z_{ci} |, \\quad \\tau \\text{ the share of class } c \\text{ around } i",
  inputs: [
    spatialTarget,
    { name: "yPred", domain: "logits", shape: "[batch, channels, ..., height, width]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 0.1, min: 0, doc: "Factor of the penalty." },
    window: { kind: "integer", default: 3, min: 1, example: 5, doc: "Side of the neighbourhood, odd." },
    distance: { kind: "choice", default: "l1", choices: ["l1", "l2"], doc: "How logits are compared with shares." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Murugesan et al. 2023, arXiv:2303.06268"],
  reference: { monai: { name: "NACLLoss", differs: "takes class indices" } },
};
export default spec;
