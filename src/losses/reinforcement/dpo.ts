import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface DpoOptions {
  /** Strength: how much a nat against the reference counts. Default 0.1. */
  readonly beta?: number;
  /** Probability that a preference is the wrong way round. Default 0. */
  readonly labelSmoothing?: number;
  /** Take all answers for equally likely under the reference. Default false. */
  readonly referenceFree?: boolean;
}

/**
 * Direct preference optimisation: the logistic loss of how much more the policy prefers the chosen answer than the
 * reference does. Log-probabilities are sums over the tokens of an answer.
 * @param chosen log-probability of the preferred answer, [batch]
 * @param rejected of the other, [batch]
 * @param referenceChosen of the preferred answer under the reference, [batch]
 * @param referenceRejected of the other, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function dpo(
  chosen: Tensor,
  rejected: Tensor,
  referenceChosen: Tensor,
  referenceRejected: Tensor,
  { beta = 0.1, labelSmoothing = 0, referenceFree = false }: DpoOptions = {},
): Tensor {
  bindAlike("dpo", { chosen, rejected, referenceChosen, referenceRejected }, "[batch]");
  const policy = sub(chosen, rejected);
  const reference = stopGradient(sub(referenceChosen, referenceRejected));
  const margin = mul(referenceFree ? policy : sub(policy, reference), beta);
  return add(mul(softplus(neg(margin)), 1 - labelSmoothing), mul(softplus(margin), labelSmoothing));
}

const spec: LossSpec<DpoOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: dpo,
  aliases: ["DPOLoss", "directPreferenceOptimization"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Preferences between answers, without a reward model.",
  formula:
    "-\\log \\sigma\\Bigl(\\beta \\log \\frac{\\pi(y_w)}{\\pi_{ref}(y_w)} - \\beta \\log \\frac{\\pi(y_l)}{\\pi_{ref}(y_l)}\\Bigr)",
  inputs: [
    { name: "chosen", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "rejected", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "referenceChosen", domain: "logProbabilities", shape: "[batch]", max: 0 },
    { name: "referenceRejected", domain: "logProbabilities", shape: "[batch]", max: 0 },
  ],
  params: {
    beta: { kind: "number", default: 0.1, above: 0, doc: "Strength: how much a nat against the reference counts." },
    labelSmoothing: {
      kind: "number",
      default: 0,
      min: 0,
      below: 0.5,
      doc: "Probability that a preference is the wrong way round.",
    },
    referenceFree: { kind: "flag", default: false, doc: "Take all answers for equally likely under the reference." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Rafailov et al. 2023, arXiv:2305.18290"],
  reference: {},
};
export default spec;
