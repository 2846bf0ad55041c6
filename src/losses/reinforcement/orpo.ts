import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { expm1, log, softplus } from "../../ops/exponential.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface OrpoOptions {
  /** Weight of the odds ratio. Default 0.1. */
  readonly weight?: number;
}

/**
 * Odds ratio preference optimisation: negative log-likelihood of the chosen answer, and the logistic loss of the
 * log odds ratio of the two. Needs no reference.
 * @param chosen mean log-probability of the preferred answer's tokens, [batch]
 * @param rejected of the other's, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function orpo(chosen: Tensor, rejected: Tensor, { weight = 0.1 }: OrpoOptions = {}): Tensor {
  bindAlike("orpo", { chosen, rejected }, "[batch]");
  const odds = (x: Tensor): Tensor => sub(x, log(neg(expm1(x))));
  return sub(mul(softplus(sub(odds(rejected), odds(chosen))), weight), chosen);
}

const spec: LossSpec<OrpoOptions, [Tensor, Tensor]> = {
  fn: orpo,
  aliases: ["ORPOLoss", "oddsRatioPreferenceOptimization"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Imitates the chosen answer and widens its odds over the other.",
  formula:
    "-\\overline{\\log \\pi}(y_w) - \\lambda \\log \\sigma\\Bigl(\\log \\frac{\\mathrm{odds}(y_w)}{\\mathrm{odds}(y_l)}\\Bigr), \\quad \\mathrm{odds} = \\frac{P}{1 - P}",
  inputs: [
    { name: "chosen", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "rejected", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
  ],
  params: {
    weight: { kind: "number", default: 0.1, min: 0, doc: "Weight of the odds ratio." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  infinite: "a mean log-probability of exactly 0, whose odds are infinite",
  cite: ["Hong et al. 2024, arXiv:2403.07691"],
  reference: {},
};
export default spec;
