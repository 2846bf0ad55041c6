import type { Tensor } from "../../core/tensor.ts";
import { compareViews, countsFrom, meanOfViews } from "../contrast.ts";
import { reweightedSurprise } from "../negatives.ts";
import type { LossSpec } from "../spec.ts";

export interface HardNegativeContrastiveOptions {
  /** Divisor of the cosines. Default 0.5. */
  readonly temperature?: number;
  /** How much more near negatives count than far ones: by e^(beta · cosine / temperature). Default 1. */
  readonly beta?: number;
  /** Assumed share of negatives that are of the anchor's class in truth; their part is taken out. Default 0.1. */
  readonly tauPlus?: number;
}

/**
 * Contrastive loss that weighs negatives by their nearness, and takes out the share of them that are unrecognised positives.
 * With `beta` 0 it is debiasedContrastive, with `tauPlus` 0 too ntXent. The mean of both views' values. A batch of one has
 * no negatives and does not count.
 * @param view1 embeddings of one view, [batch, dim]; normalised here
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function hardNegativeContrastive(
  view1: Tensor,
  view2: Tensor,
  { temperature = 0.5, beta = 1, tauPlus = 0.1 }: HardNegativeContrastiveOptions = {},
): Tensor {
  const views = compareViews("hardNegativeContrastive", view1, view2);
  return meanOfViews(reweightedSurprise(views, { temperature, beta, tauPlus }));
}

const spec: LossSpec<HardNegativeContrastiveOptions, [view1: Tensor, view2: Tensor]> = {
  fn: hardNegativeContrastive,
  mask: (view1) => countsFrom(2, view1),
  aliases: [],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings"],
  summary: "Contrast with the nearest negatives first, corrected for those that are none.",
  formula:
    "-\\log \\frac{e^{p}}{e^{p} + \\max\\left(\\frac{N}{1 - \\tau^+} \\left(\\frac{\\sum_n e^{(1 + \\beta) n}}{\\sum_n e^{\\beta n}} - \\tau^+ e^{p}\\right), N e^{-1/\\tau}\\right)}",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.5, above: 0, doc: "Divisor of the cosines." },
    beta: { kind: "number", default: 1, min: 0, doc: "How much more near negatives count." },
    tauPlus: { kind: "number", default: 0.1, min: 0, below: 1, doc: "Share of negatives that are none." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Robinson et al. 2020, arXiv:2010.04592"],
  reference: {},
};
export default spec;
