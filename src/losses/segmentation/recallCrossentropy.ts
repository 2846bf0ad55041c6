import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { equal, indicator } from "../../ops/compare.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import { max } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { weightedLog } from "../classes.ts";
import { meanOfExample } from "../examples.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface RecallCrossentropyOptions {
  /** yPred are logits, of which the softmax is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Recall loss: cross-entropy in which each class weighs as the share of its pixels that is missed in this example, a
 * constant for differentiation. Classes that are found fall silent.
 * @param yTrue one-hot masks, [batch, channels, ...], at least 2 channels
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ or there is one channel; DomainError for logits without `fromLogits`
 */
export function recallCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false }: RecallCrossentropyOptions = {},
): Tensor {
  const name = "recallCrossentropy";
  mask.masksOf(name, yTrue, yPred, { fromLogits, activation: "softmax" });
  mask.requireClasses(name, yPred);
  const axes = axesFrom(yTrue, 2);
  const isChosen = indicator(equal(yPred, max(yPred, { axes: 1, keepDims: true })), yPred);
  const found = sum(mul(yTrue, isChosen), { axes, keepDims: true });
  const missed = sub(sum(yTrue, { axes, keepDims: true }), found);
  const weight = stopGradient(divideOrZero(missed, sum(yTrue, { axes, keepDims: true })));
  const logs = weightedLog(mul(yTrue, weight), yPred, { axis: 1, fromLogits });
  return meanOfExample(neg(sum(logs, { axes: 1 })));
}

const spec: LossSpec<RecallCrossentropyOptions> = {
  fn: recallCrossentropy,
  aliases: ["recallLoss", "recall_loss"],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Cross-entropy in which a class weighs as the share of it that is missed.",
  formula: "-\\frac{1}{n} \\sum_i \\frac{FN_{y_i}}{FN_{y_i} + TP_{y_i}} \\log \\hat{y}_{i, y_i}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: { fromLogits: mask.fromLogitsParam },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the true class; a softmax's output never is",
  cite: ["Tian et al. 2022, arXiv:2106.14917"],
  reference: {},
};
export default spec;
