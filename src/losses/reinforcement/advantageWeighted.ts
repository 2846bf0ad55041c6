import type { Tensor } from "../../core/tensor.ts";
import { div, minimum, mul, neg } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface AdvantageWeightedOptions {
  /** Advantage that makes an action e times as important. Default 1. */
  readonly temperature?: number;
  /** Largest weight. Default 20. */
  readonly maxWeight?: number;
}

/**
 * Advantage-weighted regression: minus the log-probability of the action in the data, weighed by the exponential
 * of its advantage, up to a bound.
 * @param logProbs log π(action), [batch, ...]
 * @param advantages how much better each action was than expected, [batch, ...]; constant for differentiation
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function advantageWeighted(
  logProbs: Tensor,
  advantages: Tensor,
  { temperature = 1, maxWeight = 20 }: AdvantageWeightedOptions = {},
): Tensor {
  checkDecisions("advantageWeighted", {}, { logProbs, advantages });
  const weight = exp(minimum(div(advantages, temperature), Math.log(maxWeight)));
  return neg(mul(logProbs, stopGradient(weight)));
}

const spec: LossSpec<AdvantageWeightedOptions, [Tensor, Tensor]> = {
  fn: advantageWeighted,
  aliases: ["awr", "awac", "advantageWeightedRegression"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Imitates the data, its better actions more.",
  formula: "-\\min(e^{A / \\beta}, w_{max}) \\log \\pi(a \\mid s)",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, ...]", grad: true },
    { name: "advantages", domain: "real", shape: "[batch, ...]" },
  ],
  params: {
    temperature: { kind: "number", default: 1, above: 0, doc: "Advantage that makes an action e times as important." },
    maxWeight: { kind: "number", default: 20, above: 0, doc: "Largest weight." },
  },
  minimum: null,
  kinks: [],
  cite: ["Peng et al. 2019, arXiv:1910.00177", "Nair et al. 2020, arXiv:2006.09359"],
  reference: {},
};
export default spec;
