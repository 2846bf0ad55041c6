import type { Tensor } from "../../core/tensor.ts";
import { div, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { iota } from "../../ops/bits.ts";
import { equal, logicalAnd, logicalNot } from "../../ops/compare.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { cast } from "../../ops/structure.ts";
import { type BlockOptions, blockSizeParam, inRowBlocks } from "../blocks.ts";
import { logSumOthers } from "../contrast.ts";
import { maskedMean } from "../masked.ts";
import { anchorsWith, dots, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface SupervisedContrastiveOptions extends BlockOptions {
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
  { temperature = 0.1, ...options }: SupervisedContrastiveOptions = {},
): Tensor {
  labelledPairs("supervisedContrastive", labels, embeddings);
  const [unit, label, own] = [l2Normalize(embeddings), cast(labels, "int64"), iota(labels.size)];
  const rows = { unit, label: expandDims(label, 1), own: expandDims(own, 1) };
  return inRowBlocks(rows, labels.size, options, (block) => {
    const logits = div(dots(block.unit, unit), temperature);
    const self = equal(block.own, expandDims(own, 0));
    const positive = logicalAnd(equal(block.label, expandDims(label, 0)), logicalNot(self));
    return maskedMean(sub(expandDims(logSumOthers(logits, self), 1), logits), positive, { axes: -1 });
  });
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
  params: {
    temperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the cosines." },
    blockSize: blockSizeParam,
  },
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
