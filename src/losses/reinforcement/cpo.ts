import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CpoOptions {
  /** Strength: how much a nat counts. Default 0.1. */
  readonly beta?: number;
  /** Weight of the log-likelihood. Default 1. */
  readonly weight?: number;
}

/**
 * Contrastive preference optimisation: the logistic loss of the log-probabilities' difference, and the negative
 * log-likelihood of the chosen answer. Needs no reference.
 * @param chosen log-probability of the preferred answer, [batch]
 * @param rejected of the other, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function cpo(chosen: Tensor, rejected: Tensor, { beta = 0.1, weight = 1 }: CpoOptions = {}): Tensor {
  bindAlike("cpo", { chosen, rejected }, "[batch]");
  return sub(softplus(mul(sub(rejected, chosen), beta)), mul(chosen, weight));
}

const spec: LossSpec<CpoOptions, [Tensor, Tensor]> = {
  fn: cpo,
  aliases: ["CPOLoss", "contrastivePreferenceOptimization"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Imitates the chosen answer and prefers it to the other.",
  formula: "-\\log \\sigma(\\beta \\log \\pi(y_w) - \\beta \\log \\pi(y_l)) - \\alpha \\log \\pi(y_w)",
  inputs: [
    { name: "chosen", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "rejected", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
  ],
  params: {
    beta: { kind: "number", default: 0.1, above: 0, doc: "Strength: how much a nat counts." },
    weight: { kind: "number", default: 1, min: 0, doc: "Weight of the log-likelihood." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Xu et al. 2024, arXiv:2401.08417"],
  reference: {},
};
export default spec;
