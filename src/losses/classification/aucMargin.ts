import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { unstack } from "../../ops/indexing.ts";
import { positiveShare } from "../binary-pairs.ts";
import { reversed } from "../saddle.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface AucMarginOptions {
  /** How far positives have to be above negatives. Default 1. */
  readonly margin?: number;
  /** Share of positives in the data. Default the batch's. */
  readonly positiveRate?: number;
}

/**
 * AUC margin loss: the mean squared hinge of pairs of positives and negatives as a saddle point, which needs no pairs: spread
 * of the scores of each side, and the gap of their means. It is minimised by scores and means, and maximised by the dual
 * variable, whose gradient is reversed so that one optimizer does both.
 * @param yTrue 0 or 1, [batch]
 * @param yPred scores, [batch]
 * @param saddle mean score of positives, that of negatives, and the dual variable before softplus; trained with the network, [3]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit
 */
export function aucMargin(
  yTrue: Tensor,
  yPred: Tensor,
  saddle: Tensor,
  { margin = 1, positiveRate }: AucMarginOptions = {},
): Tensor {
  bindFloats("aucMargin", { yTrue: [yTrue, "[batch]"], yPred: [yPred, "[batch]"], saddle: [saddle, "[3]"] });
  const [ofPositives, ofNegatives, raw] = unstack(saddle) as [Tensor, Tensor, Tensor];
  const rate = positiveShare(yTrue, positiveRate);
  const [positive, negative] = [mul(yTrue, sub(1, rate)), mul(sub(1, yTrue), rate)];
  const spread = add(mul(positive, square(sub(yPred, ofPositives))), mul(negative, square(sub(yPred, ofNegatives))));
  const dual = softplus(reversed(raw));
  const both = mul(rate, sub(1, rate));
  const gap = add(mul(both, margin), mul(yPred, sub(negative, positive)));
  return add(spread, sub(mul(mul(dual, 2), gap), mul(both, square(dual))));
}

const spec: LossSpec<AucMarginOptions, [yTrue: Tensor, yPred: Tensor, saddle: Tensor]> = {
  fn: aucMargin,
  aliases: ["AUCMLoss"],
  family: "classification",
  tasks: ["binary", "imbalance"],
  summary: "AUC by pairs as a saddle point, without pairs.",
  formula:
    "(1 - p)(s - a)^2 [y = 1] + p (s - b)^2 [y = 0] + 2 \\alpha \\bigl( p (1 - p) m + p s [y = 0] - (1 - p) s [y = 1] \\bigr) - p (1 - p) \\alpha^2",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "yPred", domain: "real", shape: "[batch]", grad: true },
    { name: "saddle", domain: "real", shape: "[3]", grad: true, variable: { trainable: true, initial: "zeros" } },
  ],
  params: {
    margin: { kind: "number", default: 1, min: 0, doc: "How far positives have to be above negatives." },
    positiveRate: {
      kind: "number",
      default: null,
      above: 0,
      below: 1,
      example: 0.3,
      doc: "Share of positives in the data.",
    },
  },
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Yuan et al. 2021, arXiv:2012.03173"],
  reference: {},
};
export default spec;
