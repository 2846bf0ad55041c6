import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { softplus } from "../../ops/exponential.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedLogSumExp, maskedMean } from "../masked.ts";
import { anchorsWith, dots, labelledPairs, sinesWithin } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface TupletMarginOptions {
  /** Taken from the angle of a positive, in radians: slack for positives that are close. Default 0.1, 5.73 degrees. */
  readonly margin?: number;
  /** Factor of the cosines. Default 64. */
  readonly scale?: number;
}

/**
 * Tuplet margin loss: each positive against all negatives of the anchor, with slack on the positive's angle.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over positives; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function tupletMargin(
  labels: Tensor,
  embeddings: Tensor,
  { margin = 0.1, scale = 64 }: TupletMarginOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("tupletMargin", labels, embeddings);
  const unit = l2Normalize(embeddings);
  const cosine = dots(unit, unit);
  const slackened = add(mul(Math.cos(margin), cosine), mul(Math.sin(margin), sinesWithin(unit)));
  const ofNegatives = expandDims(maskedLogSumExp(mul(scale, cosine), negative), 1);
  return maskedMean(softplus(sub(ofNegatives, mul(scale, slackened))), positive, { axes: -1 });
}

const spec: LossSpec<TupletMarginOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: tupletMargin,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: [{ name: "TupletMarginLoss", options: { margin: 0.10000736613927509 } }],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Each positive against all negatives, with slack on the positive's angle.",
  formula:
    "\\operatorname{mean}_p \\log\\Bigl(1 + \\sum_n e^{s (\\cos\\theta_{an} - \\cos(\\theta_{ap} - \\beta))}\\Bigr)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    margin: { kind: "number", default: 0.1, min: 0, max: 1.5, doc: "Slack on the positive's angle, in radians." },
    scale: { kind: "number", default: 64, above: 0, doc: "Factor of the cosines." },
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Yu and Tao 2019, Deep Metric Learning With Tuplet Margin Loss"],
  reference: {
    pml: { name: "TupletMarginLoss", differs: "margin in degrees, 5.73; mean over the pairs of the batch" },
  },
};
export default spec;
