import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { exp, logAddExp } from "../../ops/exponential.ts";
import { compareViews, logSumOthers, meanOfViews } from "../contrast.ts";
import type { LossSpec } from "../spec.ts";

export interface RobustInfoNceOptions {
  /** Divisor of the cosines. Default 0.5. */
  readonly temperature?: number;
  /** From near 0, as InfoNCE, to 1, symmetric and robust to views that do not belong together. Default 0.5. */
  readonly q?: number;
  /** Density: weight of the denominator, between 0 and 1. Default 0.025. */
  readonly lambda?: number;
}

/**
 * Robust InfoNCE (RINCE): contrast that bears pairs of views that do not belong together, as generalised cross-entropy bears
 * wrong labels. The mean of both views' values.
 * @param view1 embeddings of one view, [batch, dim]; normalised here
 * @param view2 embeddings of the other, the same shape
 * @returns [batch]
 * @throws ShapeError unless both are [batch, dim], DTypeError unless both are floats of one dtype
 */
export function robustInfoNce(
  view1: Tensor,
  view2: Tensor,
  { temperature = 0.5, q = 0.5, lambda = 0.025 }: RobustInfoNceOptions = {},
): Tensor {
  const views = compareViews("robustInfoNce", view1, view2);
  const positive = div(views.positive, temperature);
  const all = logAddExp(positive, logSumOthers(div(views.cosines, temperature), views.own));
  const power = (logs: Tensor): Tensor => exp(mul(logs, q));
  return meanOfViews(div(sub(power(add(all, Math.log(lambda))), power(positive)), q));
}

const spec: LossSpec<RobustInfoNceOptions, [view1: Tensor, view2: Tensor]> = {
  fn: robustInfoNce,
  aliases: ["RINCE", "RINCELoss"],
  family: "selfSupervised",
  tasks: ["pretraining", "embeddings", "noise"],
  summary: "Contrast that bears views which do not belong together.",
  formula: "-\\tfrac1q e^{q p} + \\tfrac1q \\left(\\lambda \\left(e^{p} + \\sum_n e^{n}\\right)\\right)^q",
  inputs: [
    { name: "view1", domain: "embedding", shape: "[batch, dim]", grad: true },
    { name: "view2", domain: "embedding", shape: "[batch, dim]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.5, above: 0, doc: "Divisor of the cosines." },
    q: { kind: "number", default: 0.5, above: 0, max: 1, doc: "Towards 0 InfoNCE, 1 robust." },
    lambda: { kind: "number", default: 0.025, above: 0, max: 1, doc: "Weight of the denominator." },
  },
  values: "[batch]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Chuang et al. 2022, arXiv:2201.04309"],
  reference: {},
};
export default spec;
