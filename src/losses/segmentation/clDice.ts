import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import { softSkeleton } from "../skeleton.ts";
import type { LossSpec } from "../spec.ts";

export interface ClDiceOptions extends mask.MaskOptions {
  /** How often masks are eroded: at least half the width of the widest tube. Default 3. */
  readonly iterations?: number;
  /** Added to numerators and denominators, in pixels. Default 1. */
  readonly smooth?: number;
}

/**
 * Centreline Dice loss for vessels, roads and other tubes: whether each mask holds the other's skeleton, so that a gap costs
 * as much as it breaks.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, height, width] or [batch, channels, depth, height, width]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function clDice(yTrue: Tensor, yPred: Tensor, options: ClDiceOptions = {}): Tensor {
  const { iterations = 3, smooth = 1 } = options;
  const { target, predicted } = mask.masksOf("clDice", yTrue, yPred, options, mask.spatialTarget.shape);
  const total = (x: Tensor): Tensor => add(sum(x, { axes: axesFrom(x, 1) }), smooth);
  const within = (line: Tensor, area: Tensor): Tensor => divideOrZero(total(mul(line, area)), total(line));
  const precision = within(softSkeleton(predicted, iterations), target);
  const sensitivity = within(softSkeleton(target, iterations), predicted);
  return sub(1, divideOrZero(mul(2, mul(precision, sensitivity)), add(precision, sensitivity)));
}

const spec: LossSpec<ClDiceOptions> = {
  fn: clDice,
  aliases: [{ name: "SoftclDiceLoss", options: { includeBackground: false } }, "soft_cldice", "softClDice"],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Overlap of tubes with each other's skeletons, which keeps them connected.",
  formula:
    "1 - 2 \\frac{P S}{P + S}, \\quad P = \\frac{\\sum_i K(\\hat{y})_i y_i + s}{\\sum_i K(\\hat{y})_i + s}, \\; S = \\frac{\\sum_i K(y)_i \\hat{y}_i + s}{\\sum_i K(y)_i + s}",
  inputs: [mask.spatialTarget, mask.spatialPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    iterations: { kind: "integer", default: 3, min: 1, example: 2, doc: "How often masks are eroded." },
    smooth: { kind: "number", default: 1, min: 0, doc: "Added to numerators and denominators, in pixels." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Shit et al. 2021, arXiv:2003.07311"],
  reference: {
    monai: {
      name: "SoftclDiceLoss",
      differs: "adds up the whole batch, without channel 0 (includeBackground: false)",
    },
  },
};
export default spec;
