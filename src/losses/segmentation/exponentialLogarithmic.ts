import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { equal, where } from "../../ops/compare.ts";
import { log } from "../../ops/exponential.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface ExponentialLogarithmicOptions {
  /** yPred are logits, of which the softmax is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Exponent of both logarithms: below 1 for masks nearly right as well as wrong. Default 0.3. */
  readonly gamma?: number;
  /** Factor of the Dice part. Default 0.8. */
  readonly diceWeight?: number;
  /** Factor of the cross-entropy part. Default 0.2. */
  readonly crossentropyWeight?: number;
  /** Factor of each class in the cross-entropy; the paper's is the root of 1 over the class's frequency. Default: 1 each. */
  readonly classWeights?: readonly number[];
  /** Added to the Dice score's numerator and denominator, in pixels. Default 1. */
  readonly smooth?: number;
}

/**
 * Exponential logarithmic loss: powers of -log of each class's Dice score and of each pixel's probability.
 * @param yTrue one-hot masks, [batch, channels, ...], at least 2 channels
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ or there is one channel; ArgumentError for another number of class weights
 */
export function exponentialLogarithmic(
  yTrue: Tensor,
  yPred: Tensor,
  options: ExponentialLogarithmicOptions = {},
): Tensor {
  const { fromLogits = false, gamma = 0.3, diceWeight = 0.8, crossentropyWeight = 0.2, smooth = 1 } = options;
  const name = "exponentialLogarithmic";
  const { target, predicted } = mask.masksOf(name, yTrue, yPred, { fromLogits, activation: "softmax" });
  mask.requireClasses(name, yPred);
  const dice = mask.diceOf(mask.overlapOf(target, predicted, { perChannel: true }), smooth);
  const ofDice = mask.meanOfChannels(powerOrZero(neg(log(sub(1, dice))), gamma));
  const logs = fromLogits ? logSoftmax(yPred, { axis: 1 }) : log(where(equal(yTrue, 0), 1, yPred));
  const weight = mul(yTrue, mask.channelWeights(name, options.classWeights, yPred));
  const ofPixels = meanOfExample(sum(mul(weight, powerOrZero(neg(logs), gamma)), { axes: 1 }));
  return add(mul(diceWeight, ofDice), mul(crossentropyWeight, ofPixels));
}

const spec: LossSpec<ExponentialLogarithmicOptions> = {
  fn: exponentialLogarithmic,
  aliases: ["ExpLogLoss", "exp_log_loss", "exponentialLogarithmicLoss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Powers of logarithms of Dice score and probability, for structures of very different size.",
  formula:
    "\\frac{w_1}{C} \\sum_c (-\\log D_c)^{\\gamma} + \\frac{w_2}{n} \\sum_i w_{y_i} (-\\log \\hat{y}_{i, y_i})^{\\gamma}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    gamma: { kind: "number", default: 0.3, above: 0, doc: "Exponent of both logarithms." },
    diceWeight: { kind: "number", default: 0.8, min: 0, doc: "Factor of the Dice part." },
    crossentropyWeight: { kind: "number", default: 0.2, min: 0, doc: "Factor of the cross-entropy part." },
    classWeights: { kind: "numbers", default: null, min: 0, example: [0.5, 2], doc: "Factor of each class." },
    smooth: { kind: "number", default: 1, above: 0, doc: "Added to numerator and denominator, in pixels." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the true class; a softmax's output never is",
  cite: ["Wong et al. 2018, arXiv:1809.00076"],
  reference: {},
};
export default spec;
