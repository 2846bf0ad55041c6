import type { Tensor } from "../../core/tensor.ts";
import { add, mul } from "../../ops/arithmetic.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";
import { clDice } from "./clDice.ts";

export interface SoftDiceClDiceOptions extends mask.MaskOptions {
  /** Share of the centreline Dice loss; Dice has the rest of 1. Default 0.5. */
  readonly alpha?: number;
  /** How often masks are eroded: at least half the width of the widest tube. Default 3. */
  readonly iterations?: number;
  /** Added to numerators and denominators, in pixels. Default 1. */
  readonly smooth?: number;
}

/**
 * Dice loss and centreline Dice loss: right areas and right connections.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, height, width] or [batch, channels, depth, height, width]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function softDiceClDice(yTrue: Tensor, yPred: Tensor, options: SoftDiceClDiceOptions = {}): Tensor {
  const { alpha = 0.5, iterations = 3, smooth = 1 } = options;
  const { target, predicted } = mask.masksOf("softDiceClDice", yTrue, yPred, options, mask.spatialTarget.shape);
  const areas = mask.diceOf(mask.overlapOf(target, predicted), smooth);
  return add(mul(1 - alpha, areas), mul(alpha, clDice(target, predicted, { iterations, smooth })));
}

const spec: LossSpec<SoftDiceClDiceOptions> = {
  fn: softDiceClDice,
  aliases: [{ name: "SoftDiceclDiceLoss", options: { includeBackground: false } }, "soft_dice_cldice"],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Dice loss and centreline Dice loss together.",
  formula: "(1 - \\alpha) \\, \\mathrm{Dice}(y, \\hat{y}) + \\alpha \\, \\mathrm{clDice}(y, \\hat{y})",
  inputs: [mask.spatialTarget, mask.spatialPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    alpha: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the centreline Dice loss." },
    iterations: { kind: "integer", default: 3, min: 1, example: 2, doc: "How often masks are eroded." },
    smooth: { kind: "number", default: 1, min: 0, doc: "Added to numerators and denominators, in pixels." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Shit et al. 2021, arXiv:2003.07311"],
  reference: {
    monai: {
      name: "SoftDiceclDiceLoss",
      differs: "adds up the whole batch, without channel 0",
    },
  },
};
export default spec;
