import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { directionKinks, labelledInputs } from "../labelled.ts";
import { maskedMean } from "../masked.ts";
import { anchorsWith, cosines, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface IntraPairVarianceOptions {
  /** Share by which a positive's cosine may fall short of their mean. Default 0.01. */
  readonly posEpsilon?: number;
  /** Share by which a negative's cosine may exceed their mean. Default 0.01. */
  readonly negEpsilon?: number;
}

/**
 * Intra-pair variance loss: positives less similar than the mean of all positive pairs in the batch, and negatives more
 * similar than that of all negative pairs, by their squares. Meant beside another loss, such as `tupletMargin`.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over positives plus a mean over negatives
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function intraPairVariance(
  labels: Tensor,
  embeddings: Tensor,
  { posEpsilon = 0.01, negEpsilon = 0.01 }: IntraPairVarianceOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("intraPairVariance", labels, embeddings);
  const cosine = cosines(embeddings, embeddings);
  const ofPositives = square(relu(sub(mul(1 - posEpsilon, maskedMean(cosine, positive)), cosine)));
  const ofNegatives = square(relu(sub(cosine, mul(1 + negEpsilon, maskedMean(cosine, negative)))));
  return add(maskedMean(ofPositives, positive, { axes: -1 }), maskedMean(ofNegatives, negative, { axes: -1 }));
}

const spec: LossSpec<IntraPairVarianceOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: intraPairVariance,
  mask: (labels) => anchorsWith(labels, "either"),
  aliases: ["IntraPairVarianceLoss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Keeps positives, and negatives, as similar as such pairs are on average.",
  formula:
    "\\operatorname{mean}_p [(1 - \\varepsilon) \\bar s_+ - s_p]_+^2 + \\operatorname{mean}_n [s_n - (1 + \\varepsilon) \\bar s_-]_+^2",
  inputs: labelledInputs,
  coupled: true,
  params: {
    posEpsilon: { kind: "number", default: 0.01, min: 0, max: 1, doc: "Share by which a positive may fall short." },
    negEpsilon: { kind: "number", default: 0.01, min: 0, doc: "Share by which a negative may exceed." },
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Yu and Tao 2019, Deep Metric Learning With Tuplet Margin Loss"],
  reference: { pml: { name: "IntraPairVarianceLoss", differs: "means over the pairs of the batch" } },
};
export default spec;
