import type { Tensor } from "../../core/tensor.ts";
import { add, neg, sub } from "../../ops/arithmetic.ts";
import { logSigmoid } from "../../ops/exponential.ts";
import { gather } from "../../ops/gather.ts";
import { concat, slice } from "../../ops/indexing.ts";
import { fullLike } from "../../ops/structure.ts";
import { requireCutpoints, thresholdsOf } from "../ordinal.ts";
import { asIndex } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CumulativeLinkOptions {
  /** Number of cutpoints: classes less 1. Default as many as `cutpoints` has. */
  readonly thresholds?: number;
}

/**
 * Cumulative link (proportional odds) model: surprise at the class whose interval the score falls into, blurred by a logistic
 * distribution. The thresholds stay in order however they are trained.
 * @param yTrue class indices in order, [batch, ...], int32 or int64
 * @param yPred scores on a line, the same shape
 * @param cutpoints trained with the network, [thresholds]: the first threshold, then the distances before softplus
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers
 */
export function cumulativeLink(
  yTrue: Tensor,
  yPred: Tensor,
  cutpoints: Tensor,
  _options: CumulativeLinkOptions = {},
): Tensor {
  requireCutpoints("cumulativeLink", yTrue, yPred, cutpoints);
  const index = asIndex("cumulativeLink", yTrue);
  const thresholds = thresholdsOf(cutpoints);
  const end = fullLike(slice(thresholds, { end: 1 }), 1e30);
  const upper = gather(concat([thresholds, end]), index);
  const lower = gather(concat([neg(end), thresholds]), index);
  // sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - e^(a - b)), and 1 - e^-softplus(r) = sigmoid(r)
  const width = gather(concat([end, slice(cutpoints, { start: 1 }), end]), index);
  return neg(add(add(logSigmoid(sub(upper, yPred)), logSigmoid(sub(yPred, lower))), logSigmoid(width)));
}

const spec: LossSpec<CumulativeLinkOptions, [yTrue: Tensor, yPred: Tensor, cutpoints: Tensor]> = {
  fn: cumulativeLink,
  aliases: ["CumulativeLinkLoss", "proportionalOdds", "orderedLogit"],
  family: "classification",
  tasks: ["ordinal"],
  summary: "Surprise at the class whose interval on a line a blurred score falls into.",
  formula:
    "-\\log \\bigl( \\operatorname{sigmoid}(\\theta_y - s) - \\operatorname{sigmoid}(\\theta_{y - 1} - s) \\bigr)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
    {
      name: "cutpoints",
      domain: "real",
      shape: "[thresholds]",
      grad: true,
      variable: { trainable: true, initial: "zeros" },
    },
  ],
  params: {
    thresholds: { kind: "integer", default: null, min: 1, doc: "Number of cutpoints: classes less 1." },
  },
  minimum: 0,
  kinks: [],
  cite: ["McCullagh 1980, doi:10.1111/j.2517-6161.1980.tb01109.x"],
  reference: {},
};
export default spec;
