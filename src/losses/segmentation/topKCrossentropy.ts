import type { Tensor } from "../../core/tensor.ts";
import { flatten } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { topK } from "../../ops/sort.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface TopKCrossentropyOptions extends mask.ActivationOptions {
  /** Share of the pixels that count: those with the largest cross-entropy, at least one. Default 0.1. */
  readonly fraction?: number;
}

/**
 * Cross-entropy of the pixels that are predicted worst, of each example on its own: over classes, or the binary one averaged
 * over channels, as `activation` says.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function topKCrossentropy(yTrue: Tensor, yPred: Tensor, options: TopKCrossentropyOptions = {}): Tensor {
  const { target } = mask.masksOf("topKCrossentropy", yTrue, yPred, options);
  const pixels = flatten(mask.pixelCrossentropy("topKCrossentropy", target, yPred, options));
  const count = Math.max(1, Math.floor((options.fraction ?? 0.1) * (pixels.shape[1] as number)));
  return mean(topK(pixels, count).values, { axes: 1 });
}

const spec: LossSpec<TopKCrossentropyOptions> = {
  fn: topKCrossentropy,
  aliases: ["TopKLoss", "topk_loss", "hardPixelMining"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Cross-entropy of the pixels that are predicted worst.",
  formula: "\\frac{1}{k} \\sum_{i \\in \\text{worst } k} -\\log \\hat{y}_{i, y_i}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    fraction: { kind: "number", default: 0.1, above: 0, max: 1, doc: "Share of the pixels that count." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the truth; a sigmoid's or softmax's output never is",
  cite: ["Wu et al. 2016, arXiv:1605.06885"],
  reference: {},
};
export default spec;
