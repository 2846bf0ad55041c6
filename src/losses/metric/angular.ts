import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { softplus } from "../../ops/exponential.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { directionKinks, labelledInputs, unitParam } from "../labelled.ts";
import { maskedLogSumExp, maskedMean } from "../masked.ts";
import { anchorsWith, dots, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface AngularOptions {
  /** Greatest angle at a negative, in radians. Default 0.698, 40 degrees. */
  readonly alpha?: number;
  /** Scale embeddings to length 1 first. Default true. */
  readonly normalize?: boolean;
}

/**
 * Angular loss: bounds the angle at each negative of the triangle with an anchor and a positive, in a soft maximum over the
 * anchor's negatives.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over positives; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function angular(
  labels: Tensor,
  embeddings: Tensor,
  { alpha = 0.6981317007977318, normalize = true }: AngularOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("angular", labels, embeddings);
  const points = normalize ? l2Normalize(embeddings) : embeddings;
  const product = dots(points, points);
  const square = Math.tan(alpha) ** 2;
  const toNegatives = mul(4 * square, add(expandDims(product, 1), expandDims(product, 0)));
  const excess = sub(toNegatives, mul(2 * (1 + square), expandDims(product, 2)));
  return maskedMean(softplus(maskedLogSumExp(excess, expandDims(negative, 1))), positive, { axes: -1 });
}

const spec: LossSpec<AngularOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: angular,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: ["AngularLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Bounds the angle at the negative of each triangle with an anchor and a positive.",
  formula:
    "\\operatorname{mean}_p \\log\\Bigl(1 + \\sum_n e^{4 \\tan^2\\!\\alpha\\, (a + p) \\cdot n - 2 (1 + \\tan^2\\!\\alpha)\\, a \\cdot p}\\Bigr)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    alpha: {
      kind: "number",
      default: 0.6981317007977318,
      above: 0,
      below: 1.5,
      doc: "Greatest angle at a negative, in radians.",
    },
    normalize: unitParam,
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Wang et al. 2017, arXiv:1708.01682"],
  reference: { pml: { name: "AngularLoss", differs: "alpha in degrees; mean over the pairs of the batch" } },
};
export default spec;
