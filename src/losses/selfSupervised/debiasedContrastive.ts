import type { Tensor } from "../../core/tensor.ts";
import { compareViews, countsFrom, meanOfViews } from "../contrast.ts";
import { reweightedSurprise } from "../negatives.ts";
import type { LossSpec } from "../spec.ts";

export interface DebiasedContrastiveOptions {
  /** Divisor of the cosines. Default 0.5. */
  readonly temperature?: number;
  /** Assumed share of negatives that are of the anchor's class in truth; their part is taken out. Default 0.1. */
  readonly tauPlus?: number;
}

/**
 * Contrastive loss corrected for negatives that are of the anchor's own class, as some are wherever negatives are drawn
 * blindly. With `tauPlus` 0 it is ntXent. The mean of both views' values. A batch of one has no negatives and does not count.
 * @param view1 embeddings of one view, [batch, dim]; normalised here
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function debiasedContrastive(
  view1: Tensor,
  view2: Tensor,
  { temperature = 0.5, tauPlus = 0.1 }: DebiasedContrastiveOptions = {},
): Tensor {
  const views = compareViews("debiasedContrastive", view1, view2);
  return meanOfViews(reweightedSurprise(views, { temperature, beta: 0, tauPlus }));
}

const spec: LossSpec<DebiasedContrastiveOptions, [view1: Tensor, view2: Tensor]> = {
  fn: debiasedContrastive,
  mask: (view1) => countsFrom(2, view1),
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Contrast corrected for negatives that are of the anchor's own class.",
  formula:
    "-\\log \\frac{e^{p}}{e^{p} + \\max\\left(\\frac{1}{1 - \\tau^+} \\left(\\sum_n e^{n} - N \\tau^+ e^{p}\\right), N e^{-1/\\tau}\\right)}",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.5, above: 0, doc: "Divisor of the cosines." },
    tauPlus: { kind: "number", default: 0.1, min: 0, below: 1, doc: "Share of negatives that are none." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Chuang et al. 2020, arXiv:2007.00224"],
  reference: {},
};
export default spec;
