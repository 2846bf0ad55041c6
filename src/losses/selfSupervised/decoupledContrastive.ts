import type { Tensor } from "../../core/tensor.ts";
import { div, sub } from "../../ops/arithmetic.ts";
import { compareViews, countsFrom, logSumOthers, meanOfViews } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";

export interface DecoupledContrastiveOptions {
  /** Divisor of the cosines. Default 0.1. */
  readonly temperature?: number;
}

/**
 * Decoupled contrastive loss: NT-Xent without the positive in the denominator, so that easy positives do not shrink the
 * gradient and small batches work. The mean of both views' values. A batch of one has no negatives and does not count.
 * @param view1 embeddings of one view, [batch, dim]; normalised here
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function decoupledContrastive(
  view1: Tensor,
  view2: Tensor,
  { temperature = 0.1 }: DecoupledContrastiveOptions = {},
): Tensor {
  const { cosines, positive, own } = compareViews("decoupledContrastive", view1, view2);
  return meanOfViews(sub(logSumOthers(div(cosines, temperature), own), div(positive, temperature)));
}

const spec: LossSpec<DecoupledContrastiveOptions, [view1: Tensor, view2: Tensor]> = {
  fn: decoupledContrastive,
  mask: (view1) => countsFrom(2, view1),
  aliases: ["DCL", "DCLLoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "NT-Xent whose denominator has the negatives only.",
  formula: "-\\frac{z_i \\cdot z_i'}{\\tau} + \\log \\sum_{k \\notin \\{i, i'\\}} e^{z_i \\cdot z_k / \\tau}",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: { temperature: { kind: "number", default: 0.1, above: 0, doc: "Divisor of the cosines." } },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Yeh et al. 2021, arXiv:2110.06848"],
  reference: {},
};
export default spec;
