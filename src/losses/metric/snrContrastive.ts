import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { abs, add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { greater, logicalAnd, where } from "../../ops/compare.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { labelledInputs } from "../labelled.ts";
import { maskedMean } from "../masked.ts";
import { anchorsWith, labelledPairs, squaredDistances } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface SnrContrastiveOptions {
  /** Noise-to-signal ratio within which positives cost nothing. Default 0. */
  readonly posMargin?: number;
  /** Noise-to-signal ratio beyond which negatives cost nothing. Default 1. */
  readonly negMargin?: number;
  /** Weight of |Σ x|, which keeps embeddings at mean 0. The paper adds it. Default 0. */
  readonly zeroMean?: number;
}

/**
 * Contrastive loss with the ratio of noise to signal as distance: the variance of the difference of two embeddings over that
 * of the anchor. Pairs of an anchor whose entries are all equal have no signal and cost nothing.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function snrContrastive(
  labels: Tensor,
  embeddings: Tensor,
  { posMargin = 0, negMargin = 1, zeroMean = 0 }: SnrContrastiveOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("snrContrastive", labels, embeddings);
  const centred = sub(embeddings, mean(embeddings, { axes: -1, keepDims: true }));
  const signal = sum(square(centred), { axes: -1, keepDims: true });
  const hasSignal = greater(signal, 0);
  const ratio = div(squaredDistances(centred, centred), where(hasSignal, signal, 1));
  const meanOf = (excess: Tensor, pairs: Tensor): Tensor =>
    maskedMean(relu(excess), logicalAnd(pairs, hasSignal), { axes: -1 });
  const losses = add(meanOf(sub(ratio, posMargin), positive), meanOf(sub(negMargin, ratio), negative));
  return zeroMean === 0 ? losses : add(losses, mul(zeroMean, abs(sum(embeddings, { axes: -1 }))));
}

const spec: LossSpec<SnrContrastiveOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: snrContrastive,
  mask: (labels) => anchorsWith(labels, "either"),
  aliases: ["SignalToNoiseRatioContrastiveLoss", "signalToNoiseRatioContrastive"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Contrastive loss with the ratio of noise to signal as distance.",
  formula:
    "\\operatorname{mean}_p [r(a, p) - m_+]_+ + \\operatorname{mean}_n [m_- - r(a, n)]_+, \\quad r(a, b) = \\frac{\\operatorname{var}(a - b)}{\\operatorname{var}(a)}",
  inputs: labelledInputs,
  coupled: true,
  params: {
    posMargin: { kind: "number", default: 0, doc: "Ratio within which positives cost nothing." },
    negMargin: { kind: "number", default: 1, doc: "Ratio beyond which negatives cost nothing." },
    zeroMean: { kind: "number", default: 0, min: 0, doc: "Weight of |Σ x|, which keeps embeddings at mean 0." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Yuan et al. 2019, arXiv:1904.02616"],
  reference: {
    pml: { name: "SignalToNoiseRatioContrastiveLoss", differs: "means over the violating pairs of the whole batch" },
  },
};
export default spec;
