import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { indicator } from "../../ops/compare.ts";
import { directionKinks, labelledInputs, violatingParam } from "../labelled.ts";
import { type Average, anchorsWith, averagePerAnchor, cosines, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface ThresholdConsistentMarginOptions {
  /** Cosine that positives should reach. Default 0.9. */
  readonly posMargin?: number;
  /** Cosine that negatives should not exceed. Default 0.5. */
  readonly negMargin?: number;
  /** Weight of positives. Default 1. */
  readonly posWeight?: number;
  /** Weight of negatives. Default 1. */
  readonly negWeight?: number;
  /** Means over an anchor's pairs beyond the margins (violating), all of them, or the batch's. Default "violating". */
  readonly average?: Average;
}

/**
 * Threshold-consistent margin: positives below one cosine and negatives above another. A regulariser to add to another loss
 * of the same batch, so that one threshold suits all classes.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over positives plus a mean over negatives
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function thresholdConsistentMargin(
  labels: Tensor,
  embeddings: Tensor,
  options: ThresholdConsistentMarginOptions = {},
): Tensor {
  const { posMargin = 0.9, negMargin = 0.5, posWeight = 1, negWeight = 1, average = "violating" } = options;
  const { positive, negative } = labelledPairs("thresholdConsistentMargin", labels, embeddings);
  const cosine = cosines(embeddings, embeddings);
  const anchors = anchorsWith(labels, "either");
  const meanOf = (excess: Tensor, pairs: Tensor): Tensor =>
    averagePerAnchor(relu(excess), indicator(pairs, cosine), anchors, average);
  const ofPositives = mul(posWeight, meanOf(sub(posMargin, cosine), positive));
  return add(ofPositives, mul(negWeight, meanOf(sub(cosine, negMargin), negative)));
}

const spec: LossSpec<ThresholdConsistentMarginOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: thresholdConsistentMargin,
  mask: (labels) => anchorsWith(labels, "either"),
  aliases: [{ name: "ThresholdConsistentMarginLoss", options: { average: "batch" } }, "TCM"],
  family: "metric",
  tasks: ["embeddings", "calibration"],
  summary: "A regulariser after which one threshold of the cosine suits all classes.",
  formula:
    "\\lambda_+ \\operatorname{mean}_{s_p < m_+} (m_+ - s_p) + \\lambda_- \\operatorname{mean}_{s_n > m_-} (s_n - m_-)",
  inputs: labelledInputs,
  coupled: true,
  params: {
    posMargin: { kind: "number", default: 0.9, min: -1, max: 1, doc: "Cosine that positives should reach." },
    negMargin: { kind: "number", default: 0.5, min: -1, max: 1, doc: "Cosine that negatives should not exceed." },
    posWeight: { kind: "number", default: 1, min: 0, doc: "Weight of positives." },
    negWeight: { kind: "number", default: 1, min: 0, doc: "Weight of negatives." },
    average: violatingParam,
  },
  minimum: 0,
  kinks: directionKinks,
  cite: ["Zhang et al. 2023, arXiv:2307.04047"],
  reference: {
    pml: { name: "ThresholdConsistentMarginLoss", differs: "adds it to a base loss; means over the batch" },
  },
};
export default spec;
