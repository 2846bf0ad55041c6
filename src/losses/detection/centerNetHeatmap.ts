import type { Tensor } from "../../core/tensor.ts";
import { add, div, maximum, mul, neg, sub } from "../../ops/arithmetic.ts";
import { equal, indicator } from "../../ops/compare.ts";
import { exp, logSigmoid, softplus, xlog1py, xlogy } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { fromLogitsParam, maskPrediction, masksOf, maskTarget } from "../masks.ts";
import { powerOrZero } from "../powers.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CenterNetHeatmapOptions {
  /** yPred are logits, of which the sigmoid is taken, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Focusing: how much pixels that are nearly right count less. Default 2. */
  readonly alpha?: number;
  /** How much pixels near a keypoint count less as background. Default 4. */
  readonly beta?: number;
}

/**
 * Focal loss of heatmaps of keypoints, with less of a penalty around each: added up, over the example's number of keypoints.
 * @param yTrue heatmaps from 0 to 1, exactly 1 at keypoints, falling off around them, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]; without a keypoint the sum itself
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function centerNetHeatmap(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLogits = false, alpha = 2, beta = 4 }: CenterNetHeatmapOptions = {},
): Tensor {
  const { target, predicted } = masksOf("centerNetHeatmap", yTrue, yPred, { fromLogits, activation: "sigmoid" });
  const isPoint = indicator(equal(target, 1), target);
  const weight = mul(sub(1, isPoint), powerOrZero(sub(1, target), beta));
  const power = (p: Tensor, logit: Tensor): Tensor =>
    fromLogits ? exp(mul(alpha, logSigmoid(logit))) : powerOrZero(p, alpha);
  const hit = mul(isPoint, power(sub(1, predicted), neg(yPred)));
  const miss = mul(weight, power(predicted, yPred));
  const loss = fromLogits
    ? add(mul(hit, softplus(neg(yPred))), mul(miss, softplus(yPred)))
    : neg(add(xlogy(hit, yPred), xlog1py(miss, neg(yPred))));
  const axes = axesFrom(target, 1);
  return div(sum(loss, { axes }), maximum(sum(isPoint, { axes }), 1));
}

const spec: LossSpec<CenterNetHeatmapOptions> = {
  fn: centerNetHeatmap,
  aliases: ["CenterNetHeatmapLoss", "cornerNetFocal", "GaussianFocalLoss", "penaltyReducedFocal"],
  family: "detection",
  tasks: ["boxes", "imbalance"],
  summary: "Focal loss of keypoint heatmaps that spares what is near a keypoint.",
  formula:
    "-\\frac1N \\sum_i \\begin{cases} (1 - \\hat y_i)^{\\alpha} \\log \\hat y_i & y_i = 1 \\\\ (1 - y_i)^{\\beta} \\hat y_i^{\\alpha} \\log(1 - \\hat y_i) & \\text{else} \\end{cases}",
  inputs: [maskTarget, maskPrediction],
  params: {
    fromLogits: fromLogitsParam,
    alpha: { kind: "number", default: 2, min: 0, doc: "Focusing." },
    beta: { kind: "number", default: 4, min: 0, doc: "How much pixels near a keypoint count less." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 at a keypoint, or of 1 elsewhere; a sigmoid's output never is",
  cite: ["Law and Deng 2018, arXiv:1808.01244", "Zhou et al. 2019, arXiv:1904.07850"],
  reference: {},
};
export default spec;
