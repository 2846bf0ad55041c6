import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { softplus, xlog1py, xlogy } from "../../ops/exponential.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface ComboOptions {
  /** yPred are logits, of which the sigmoid is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Share of the cross-entropy; the Dice score has the rest of 1. Default 0.5. */
  readonly alpha?: number;
  /** Share of the positive pixels in the cross-entropy: above 1/2 against false negatives. Default 0.5. */
  readonly beta?: number;
  /** Added to the Dice score's numerator and denominator, in pixels. Default 1. */
  readonly smooth?: number;
}

/**
 * Combo loss: weighted binary cross-entropy less the Dice score (not 1 less it: its least value is alpha - 1).
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits) of each channel on its own, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function combo(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, alpha = 0.5, beta = 0.5, smooth = 1 }: ComboOptions = {},
): Tensor {
  const { target, predicted } = mask.masksOf("combo", yTrue, yPred, { fromLogits, activation: "sigmoid" });
  const score = sub(1, mask.diceOf(mask.overlapOf(target, predicted), smooth));
  const [positive, negative] = [mul(beta, yTrue), mul(1 - beta, sub(1, yTrue))];
  const entropy = fromLogits
    ? add(mul(positive, softplus(neg(yPred))), mul(negative, softplus(yPred)))
    : neg(add(xlogy(positive, yPred), xlog1py(negative, neg(yPred))));
  return sub(mul(alpha, meanOfExample(entropy)), mul(1 - alpha, score));
}

const spec: LossSpec<ComboOptions> = {
  fn: combo,
  aliases: ["ComboLoss", "combo_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Weighted binary cross-entropy less the Dice score.",
  formula:
    "-\\frac{\\alpha}{n} \\sum_i \\beta y_i \\log \\hat{y}_i + (1 - \\beta)(1 - y_i) \\log(1 - \\hat{y}_i) - (1 - \\alpha) \\frac{2 \\sum_i y_i \\hat{y}_i + s}{\\sum_i y_i + \\sum_i \\hat{y}_i + s}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    alpha: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the cross-entropy." },
    beta: { kind: "number", default: 0.5, min: 0, max: 1, doc: "Share of the positive pixels." },
    smooth: { kind: "number", default: 1, min: 0, doc: "Added to numerator and denominator, in pixels." },
  },
  values: "[batch]",
  minimum: -1,
  kinks: [],
  infinite: "a probability of exactly 0 for a target of 1, or of 1 for a target of 0; a sigmoid's output never is",
  cite: ["Taghanaki et al. 2019, arXiv:1805.02798"],
  reference: {},
};
export default spec;
