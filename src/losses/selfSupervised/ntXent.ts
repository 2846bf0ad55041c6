import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { iota } from "../../ops/bits.ts";
import { concat } from "../../ops/indexing.ts";
import { type BlockOptions, blockSizeParam } from "../blocks.ts";
import { directions, logSumOfOthers, meanOfViews, rowProducts, surprise } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";

export interface NtXentOptions extends BlockOptions {
  /** Divisor of the cosines: the smaller, the more the hardest negatives count. Default 0.5. */
  readonly temperature?: number;
}

/**
 * Normalised temperature-scaled cross-entropy of SimCLR: each view has to find its example's other view among all views of
 * the batch. The mean of both directions; the mean over the batch is that over all 2 · batch anchors.
 * @param view1 embeddings of one view, [batch, dim]; normalised here
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]; 0 for a batch of one, which has no negatives
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function ntXent(view1: Tensor, view2: Tensor, options: NtXentOptions = {}): Tensor {
  const { temperature = 0.5, ...blocks } = options;
  const [first, second] = directions("ntXent", { view1, view2 }) as [Tensor, Tensor];
  const [both, example, own] = [concat([first, second]), iota(first.shape[0] as number), rowProducts(first, second)];
  const views = { query: both, key: both, owner: concat([example, example]), temperature };
  return meanOfViews(surprise(div(concat([own, own]), temperature), logSumOfOthers(views, blocks)));
}

const spec: LossSpec<NtXentOptions, [view1: Tensor, view2: Tensor]> = {
  fn: ntXent,
  aliases: ["SimCLR", "SimCLRLoss", "monai.ContrastiveLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Two views of an example find each other among all views of the batch.",
  formula: "-\\log \\frac{e^{z_i \\cdot z_i' / \\tau}}{\\sum_{k \\ne i} e^{z_i \\cdot z_k / \\tau}}",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.5, above: 0, doc: "Divisor of the cosines." },
    blockSize: blockSizeParam,
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Chen et al. 2020, arXiv:2002.05709"],
  reference: {
    monai: {
      name: "ContrastiveLoss",
      differs: "overflows below a temperature of about 0.011: no maximum is subtracted",
    },
    optax: { name: "ntxent", differs: "takes labels: labelledNtXent" },
    pml: { name: "SelfSupervisedLoss(NTXentLoss())", differs: "temperature 0.07" },
  },
};
export default spec;
