import type { Tensor } from "../../core/tensor.ts";
import { div, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { logSumOthers } from "../contrast.ts";
import { anchorsWith, cosines, diagonal, labelledPairs, maskedMean } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface SupervisedContrastiveOptions {
  /** Divisor of the cosines. Default 0.1. */
  readonly temperature?: number;
}

/**
 * Supervised contrastive loss (the form L_out, whose logarithm is inside the mean over positives): each positive of an
 * anchor is found among all other examples of the batch. Anchors without a positive do not count.
 * @param labels int32 or int64, [batch]: equal ones belong together
 * @param embeddings [batch, dim]; normalised here. For several views of an example repeat its label.
 * @returns [batch]
 * @throws ShapeError, DTypeError unless labels are integers [batch] and embeddings floats [batch, dim]
 */
export function supervisedContrastive(
  labels: Tensor,
  embeddings: Tensor,
  { temperature = 0.1 }: SupervisedContrastiveOptions = {},
): Tensor {
  const { positive } = labelledPairs("supervisedContrastive", labels, embeddings);
  const logits = div(cosines(embeddings, embeddings), temperature);
  const all = logSumOthers(logits, diagonal(logits.shape[0] as number));
  return maskedMean(sub(expandDims(all, 1), logits), positive, { axes: -1 });
}

const spec: LossSpec<SupervisedContrastiveOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: supervisedContrastive,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: ["SupConLoss", "SupCon"],
  family: "selfSupervised",
  tasks: ["embeddings", "multiclass"],
  summary: "Examples of one label are found among all others of the batch.",
  formula:
    "-\\frac{1}{|P_i|} \\sum_{p \\in P_i} \\log \\frac{e^{z_i \\cdot z_p / \\tau}}{\\sum_{a \\ne i} e^{z_i \\cdot z_a / \\tau}}",
  inputs: [
    { name: "labels", domain: "label", shape: "[batch]" },
    { name: "embeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: { temperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the cosines." } },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Khosla et al. 2020, arXiv:2004.11362"],
  reference: {
    pml: { name: "SupConLoss", differs: "its default reducer also leaves out anchors whose loss is exactly 0" },
  },
};
export default spec;
