import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { matMul } from "../../ops/matmul.ts";
import { reshape, sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface GeneralizedWassersteinDiceOptions extends mask.ActivationOptions {
  /** How far apart classes are, row by row: classes x classes numbers, 0 on the diagonal. Default: 1 off the diagonal. */
  readonly distances?: readonly number[];
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Generalized Wasserstein Dice loss: a pixel is wrong by how far the predicted classes are from the true one. Channel 0
 * is the background.
 * @param yTrue one-hot masks, [batch, channels, ...]
 * @param yPred probabilities of classes that exclude each other (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; ArgumentError for distances of another number of classes
 */
export function generalizedWassersteinDice(
  yTrue: Tensor,
  yPred: Tensor,
  options: GeneralizedWassersteinDiceOptions = {},
): Tensor {
  const { distances, smooth = 1e-5 } = options;
  const { target, predicted } = mask.masksOf("generalizedWassersteinDice", yTrue, yPred, options);
  const [batch, classes] = target.shape as [number, number];
  const matrix = mask.distanceMatrix("generalizedWassersteinDice", distances, classes, yPred);
  const pixels = target.size === 0 ? 0 : target.size / (batch * classes);
  const towards = reshape(matMul(matrix, reshape(predicted, [batch, classes, pixels])), target.shape);
  const error = sum(mul(target, towards), { axes: 1, keepDims: true });
  const axes = axesFrom(target, 1);
  const right = sum(mul(mask.foreground("generalizedWassersteinDice", target), sub(1, error)), { axes });
  return sub(1, mask.smoothRatio(mul(2, right), add(mul(2, right), sum(error, { axes })), smooth));
}

const spec: LossSpec<GeneralizedWassersteinDiceOptions> = {
  fn: generalizedWassersteinDice,
  aliases: ["GeneralizedWassersteinDiceLoss"],
  family: "segmentation",
  tasks: ["masks"],
  summary: "Dice loss in which some confusions of classes are worse than others.",
  formula:
    "1 - \\frac{2 \\sum_{i \\in \\text{fg}} (1 - W_i) + s}{2 \\sum_{i \\in \\text{fg}} (1 - W_i) + \\sum_i W_i + s}, \\quad W_i = \\sum_{c,d} y_{ci} M_{cd} \\hat{y}_{di}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    distances: { kind: "numbers", default: null, min: 0, doc: "Distances of classes by row.", example: [0, 0.5, 1, 0] },
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Fidon et al. 2017, arXiv:1707.00478"],
  reference: {
    monai: { name: "GeneralizedWassersteinDiceLoss", differs: "class indices and logits" },
  },
};
export default spec;
