import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sqrt, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import * as mask from "../masks.ts";
import { axesFrom } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MccOptions extends mask.MaskOptions {
  /** A score for each channel, averaged, instead of one of all pixels of the example. Default false. */
  readonly perChannel?: boolean;
  /** Added to each of true and false positives and negatives, in pixels. Default 1e-5. */
  readonly smooth?: number;
}

/**
 * 1 less Matthews' correlation coefficient of target and prediction, which counts true negatives too.
 * @param yTrue masks, one-hot or from 0 to 1, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch], from 0 to 2
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function mcc(yTrue: Tensor, yPred: Tensor, options: MccOptions = {}): Tensor {
  const { perChannel = false, smooth = 1e-5 } = options;
  const { target, predicted } = mask.masksOf("mcc", yTrue, yPred, options);
  const axes = axesFrom(target, perChannel ? 2 : 1);
  const count = (a: Tensor, b: Tensor): Tensor => add(sum(mul(a, b), { axes }), smooth);
  const [absent, rejected] = [sub(1, target), sub(1, predicted)];
  const [tp, fp] = [count(target, predicted), count(absent, predicted)];
  const [fn, tn] = [count(target, rejected), count(absent, rejected)];
  const size = mul(sqrt(mul(add(tp, fp), add(tp, fn))), sqrt(mul(add(tn, fp), add(tn, fn))));
  return mask.meanOfChannels(sub(1, div(sub(mul(tp, tn), mul(fp, fn)), size)));
}

const spec: LossSpec<MccOptions> = {
  fn: mcc,
  aliases: ["MCCLoss", "mcc_loss", "matthewsCorrelation"],
  family: "segmentation",
  tasks: ["masks", "binary", "imbalance"],
  summary: "Correlation of mask and prediction.",
  formula: "1 - \\frac{TP \\cdot TN - FP \\cdot FN}{\\sqrt{(TP + FP)(TP + FN)(TN + FP)(TN + FN)}}",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    perChannel: mask.perChannelParam,
    smooth: { kind: "number", default: 1e-5, above: 0, doc: "Added to each of the four counts, in pixels." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Abhishek and Hamarneh 2021, arXiv:2010.13454", "Matthews 1975, doi:10.1016/0005-2795(75)90109-9"],
  reference: { smp: { name: "MCCLoss", differs: "counts over the whole batch" } },
};
export default spec;
