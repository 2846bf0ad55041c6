import type { Tensor } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { blurred } from "../policy.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface HlGaussOptions {
  /** The lower edge of the first bin. Default -10. */
  readonly minValue?: number;
  /** The upper edge of the last bin; above the lower one. Default 10. */
  readonly maxValue?: number;
  /** Standard deviation, in bins. Default 0.75. */
  readonly spread?: number;
}

/**
 * Histogram loss: cross-entropy of a number blurred by a normal distribution over evenly spaced bins. Regression
 * by classification, in which neighbouring bins help each other.
 * @param yTrue numbers, [batch]; held between the outermost edges
 * @param logits of the bins, [batch, bins]
 * @returns [batch], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function hlGauss(
  yTrue: Tensor,
  logits: Tensor,
  { minValue = -10, maxValue = 10, spread = 0.75 }: HlGaussOptions = {},
): Tensor {
  bindFloats("hlGauss", { yTrue: [yTrue, "[batch]"], logits: [logits, "[batch, bins]"] });
  const target = blurred("hlGauss", yTrue, logits, { minValue, maxValue, spread });
  return neg(sum(mul(stopGradient(target), logSoftmax(logits)), { axes: -1 }));
}

const spec: LossSpec<HlGaussOptions, [Tensor, Tensor]> = {
  fn: hlGauss,
  aliases: [],
  family: "reinforcement",
  tasks: ["control", "regression"],
  summary: "Regression as classification over blurred bins.",
  formula:
    "-\\sum_i t_i \\log \\mathrm{softmax}(x)_i, \\quad t_i = \\frac{\\Phi_\\sigma(e_{i+1} - y) - \\Phi_\\sigma(e_i - y)}{\\Phi_\\sigma(e_n - y) - \\Phi_\\sigma(e_0 - y)}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch]" },
    { name: "logits", domain: "logits", shape: "[batch, bins]", grad: true },
  ],
  params: {
    minValue: { kind: "number", default: -10, doc: "The lower edge of the first bin." },
    maxValue: { kind: "number", default: 10, doc: "The upper edge of the last bin; above the lower one." },
    spread: { kind: "number", default: 0.75, above: 0, doc: "Standard deviation, in bins." },
  },
  values: "[batch]",
  sizes: { bins: 5 },
  minimum: 0,
  kinks: [],
  cite: ["Imani and White 2018, arXiv:1806.04613", "Farebrother et al. 2024, arXiv:2403.03950"],
  reference: {},
};
export default spec;
