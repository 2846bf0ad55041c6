import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface TanimotoOptions extends mask.MaskOptions {
  /** Average with the score of what is outside both masks. Default true. */
  readonly complement?: boolean;
  /** How many fractal scores are averaged, each steeper near the right mask; 1 is the plain one. Default 1. */
  readonly depth?: number;
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to numerator and denominator, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * Tanimoto loss: overlap over the squares of both less the overlap, of the mask and of its complement; least at the target
 * for targets between 0 and 1 too.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function tanimoto(yTrue: Tensor, yPred: Tensor, options: TanimotoOptions = {}): Tensor {
  const { complement = true, depth = 1, perChannel = false, smooth = 1e-5 } = options;
  const { target, predicted } = mask.masksOf("tanimoto", yTrue, yPred, options);
  const axes = axesFrom(target, perChannel ? 2 : 1);
  const error = sum(square(sub(predicted, target)), { axes });
  const scores = (both: Tensor): Tensor[] =>
    Array.from({ length: depth }, (_, d) => mask.smoothRatio(both, add(mul(2 ** d, error), both), smooth));
  const inside = scores(sum(mul(predicted, target), { axes }));
  const outside = complement ? scores(sum(mul(sub(1, predicted), sub(1, target)), { axes })) : [];
  const all = [...inside, ...outside];
  return mask.meanOfChannels(sub(1, mul(1 / all.length, all.reduce(add))));
}

const spec: LossSpec<TanimotoOptions> = {
  fn: tanimoto,
  aliases: ["TanimotoLoss", "tanimotoComplement", { name: "fractalTanimoto", options: { depth: 5 } }],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Overlap of masks and of their complements, steep to the end.",
  formula:
    "1 - \\tfrac12 \\big( T(y, \\hat{y}) + T(1 - y, 1 - \\hat{y}) \\big), \\quad T(a, b) = \\frac{\\sum_i a_i b_i + s}{\\sum_i (a_i - b_i)^2 + \\sum_i a_i b_i + s}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    complement: { kind: "flag", default: true, doc: "Average with the score of what is outside both masks." },
    depth: { kind: "integer", default: 1, min: 1, max: 30, example: 3, doc: "How many fractal scores are averaged." },
    perChannel: mask.perChannelParam,
    smooth: mask.smoothParam,
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Diakogiannis et al. 2020, arXiv:1904.00592", "Diakogiannis et al. 2021, arXiv:2009.02062"],
  reference: {},
};
export default spec;
