import type { Tensor } from "../../core/tensor.ts";
import { iota } from "../../ops/bits.ts";
import { concat } from "../../ops/indexing.ts";
import { meanOfViews, requireViews } from "../contrast.ts";
import { perExample } from "../inner.ts";
import { labelledNtXent } from "../selfSupervised/labelledNtXent.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface SelfSupervisedOptions {
  /** A loss of labels and embeddings with a value for each example. Default labelled NT-Xent. */
  readonly loss?: LossOption;
}

/**
 * A loss of labelled embeddings used without labels: two views of an example have a label of their own. The mean of both
 * views' values.
 * @param view1 embeddings of one view, [batch, dim]
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function selfSupervised(
  view1: Tensor,
  view2: Tensor,
  { loss = labelledNtXent }: SelfSupervisedOptions = {},
): Tensor {
  const { batch = 0 } = requireViews("selfSupervised", { view1, view2 });
  const example = iota(batch);
  const values = loss(concat([example, example]), concat([view1, view2]));
  return meanOfViews(perExample("selfSupervised", values, 2 * batch));
}

const spec: LossSpec<SelfSupervisedOptions, [view1: Tensor, view2: Tensor]> = {
  fn: selfSupervised,
  aliases: ["SelfSupervisedLoss"],
  family: "wrapper",
  tasks: ["pretraining", "embeddings"],
  summary: "A loss of labelled embeddings, each example's two views being a label.",
  formula:
    "\\tfrac12 \\left(\\ell_i + \\ell_{n + i}\\right), \\quad \\ell = \\ell\\left((1 .. n, 1 .. n), (z, z')\\right)",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    loss: {
      kind: "loss",
      default: "labelledNtXent",
      takes: ["metric", "selfSupervised"],
      example: "supervisedContrastive",
      doc: "A loss of labels and embeddings.",
    },
  },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Musgrave et al. 2020, arXiv:2008.09164"],
  reference: { pml: "SelfSupervisedLoss" },
};
export default spec;
