import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface IpoOptions {
  /** Strength of the tie to the reference: the goal is 1 / (2 beta) nats. Default 0.1. */
  readonly beta?: number;
}

/**
 * Identity preference optimisation: the squared distance of the preference over the reference from a finite goal,
 * so that it does not grow without end on certain preferences.
 * @param chosen log-probability of the preferred answer, [batch]
 * @param rejected of the other, [batch]
 * @param referenceChosen of the preferred answer under the reference, [batch]
 * @param referenceRejected of the other, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function ipo(
  chosen: Tensor,
  rejected: Tensor,
  referenceChosen: Tensor,
  referenceRejected: Tensor,
  { beta = 0.1 }: IpoOptions = {},
): Tensor {
  bindAlike("ipo", { chosen, rejected, referenceChosen, referenceRejected }, "[batch]");
  const margin = sub(sub(chosen, rejected), stopGradient(sub(referenceChosen, referenceRejected)));
  return square(sub(margin, 1 / (2 * beta)));
}

const spec: LossSpec<IpoOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: ipo,
  aliases: ["IPOLoss", "identityPreferenceOptimization"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Preferences between answers, up to a fixed margin.",
  formula: "\\Bigl(\\log \\frac{\\pi(y_w) \\pi_{ref}(y_l)}{\\pi(y_l) \\pi_{ref}(y_w)} - \\frac{1}{2 \\beta}\\Bigr)^2",
  inputs: [
    { name: "chosen", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "rejected", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "referenceChosen", domain: "logProbabilities", shape: "[batch]", max: 0 },
    { name: "referenceRejected", domain: "logProbabilities", shape: "[batch]", max: 0 },
  ],
  params: {
    beta: {
      kind: "number",
      default: 0.1,
      above: 0,
      doc: "Strength of the tie to the reference: the goal is 1 / (2 beta) nats.",
    },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Azar et al. 2023, arXiv:2310.12036"],
  reference: {},
};
export default spec;
