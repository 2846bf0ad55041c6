import type { Tensor } from "../../core/tensor.ts";
import { slice } from "../../ops/indexing.ts";
import { hasPositiveInMemory, remember, withMemory } from "../memory.ts";
import { supervisedContrastive } from "../selfSupervised/supervisedContrastive.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface CrossBatchMemoryOptions {
  /** A loss of labels and embeddings with a value for each example. Default supervised contrastive. */
  readonly loss?: LossOption;
  /** Embeddings of earlier batches that are kept. Default 1024. */
  readonly memory?: number;
}

/**
 * Cross-batch memory: a loss of labelled embeddings whose examples are compared with those of earlier batches too. The
 * batch's examples are the anchors; those with no other example of their label do not count. Until the memory is full its
 * free places hold random directions that are like nothing.
 * @param labels int32 or int64, from 0, [batch]
 * @param embeddings [batch, dim]
 * @param memoryLabels floats, 1 more than the label (below 2^24), 0 in free places, newest first, [memory]: kept by the loss
 * @param memoryEmbeddings [memory, dim]: kept by the loss; nothing flows back to them
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless labels are integers and embeddings floats
 */
export function crossBatchMemory(
  labels: Tensor,
  embeddings: Tensor,
  memoryLabels: Tensor,
  memoryEmbeddings: Tensor,
  { loss = supervisedContrastive }: CrossBatchMemoryOptions = {},
): Tensor {
  const all = withMemory("crossBatchMemory", { labels, embeddings, memoryLabels, memoryEmbeddings });
  return slice(loss(all.labels, all.embeddings), { axes: 0, end: labels.shape[0] as number });
}

const spec: LossSpec<CrossBatchMemoryOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: crossBatchMemory,
  mask: (labels, _, memoryLabels) => hasPositiveInMemory("crossBatchMemory", labels, memoryLabels),
  update: (...[labels, embeddings, memoryLabels, memoryEmbeddings]) =>
    remember({ labels, embeddings, memoryLabels, memoryEmbeddings }),
  aliases: ["XBM"],
  family: "wrapper",
  tasks: ["embeddings"],
  summary: "A loss of labelled embeddings that compares with earlier batches too.",
  formula: "\\ell_i(y \\cup y_M, z \\cup z_M), \\quad i \\in \\text{batch}",
  inputs: [
    { name: "labels", domain: "label", shape: "[batch]" },
    { name: "embeddings", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "memoryLabels", domain: "count", shape: "[memory]", variable: { trainable: false, initial: "zeros" } },
    {
      name: "memoryEmbeddings",
      domain: "embedding",
      shape: "[memory, dim]",
      variable: { trainable: false, initial: "directions" },
    },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "supervisedContrastive",
      example: "labelledNtXent",
      doc: "Of labels and embeddings.",
    },
    memory: { kind: "integer", default: 1024, min: 1, doc: "Embeddings of earlier batches that are kept." },
  },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Wang et al. 2019, arXiv:1912.06798"],
  reference: { pml: { name: "CrossBatchMemory", differs: "no gradient flows to what anchors are compared with" } },
};
export default spec;
