import type { Tensor } from "../core/tensor.ts";
import { add, sub } from "../ops/arithmetic.ts";
import { concat, slice } from "../ops/indexing.ts";
import { cast } from "../ops/structure.ts";
import { enqueue } from "./codes.ts";
import { anchorsWith } from "./pairwise.ts";
import { asIndex, bindShapes, requireFloats } from "./shapes.ts";

/** Labelled embeddings of a batch and of earlier batches. Labels in the memory are floats, 1 more, 0 in free places. */
export type BatchAndMemory = Readonly<Record<"labels" | "embeddings" | "memoryLabels" | "memoryEmbeddings", Tensor>>;

/** The batch's labels and, after them, the memory's; free places have one of their own, -1. */
function allLabels(where: string, labels: Tensor, memoryLabels: Tensor): Tensor {
  return concat([asIndex(where, labels), sub(cast(memoryLabels, "int64"), 1)]);
}

/** The batch's labels and embeddings, checked, and after them the memory's. */
export function withMemory(where: string, inputs: BatchAndMemory): Readonly<Record<"labels" | "embeddings", Tensor>> {
  const { labels, embeddings, memoryLabels, memoryEmbeddings } = inputs;
  bindShapes(where, {
    labels: [labels, "[batch]"],
    embeddings: [embeddings, "[batch, dim]"],
    memoryLabels: [memoryLabels, "[memory]"],
    memoryEmbeddings: [memoryEmbeddings, "[memory, dim]"],
  });
  requireFloats(where, embeddings, memoryEmbeddings, memoryLabels);
  return { labels: allLabels(where, labels, memoryLabels), embeddings: concat([embeddings, memoryEmbeddings]) };
}

/** Examples of the batch that another one, there or in the memory, shares its label with; bool. */
export function hasPositiveInMemory(where: string, labels: Tensor, memoryLabels: Tensor): Tensor {
  return slice(anchorsWith(allLabels(where, labels, memoryLabels), "positive"), {
    axes: 0,
    end: labels.shape[0] as number,
  });
}

/** The memory after a batch. */
export function remember({
  labels,
  embeddings,
  memoryLabels,
  memoryEmbeddings,
}: BatchAndMemory): Readonly<Record<"memoryLabels" | "memoryEmbeddings", Tensor>> {
  return {
    memoryLabels: enqueue(memoryLabels, cast(add(labels, 1), memoryLabels.dtype)),
    memoryEmbeddings: enqueue(memoryEmbeddings, embeddings),
  };
}
