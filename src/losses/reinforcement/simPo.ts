import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SimPoOptions {
  /** Strength: how much a nat per token counts. Default 2. */
  readonly beta?: number;
  /** By how much the chosen answer is to lead. Default 1. */
  readonly margin?: number;
}

/**
 * Simple preference optimisation: the logistic loss of the difference of mean token log-probabilities, beyond a
 * margin. Needs no reference.
 * @param chosen mean log-probability of the preferred answer's tokens, [batch]
 * @param rejected of the other's, [batch]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function simPo(chosen: Tensor, rejected: Tensor, { beta = 2, margin = 1 }: SimPoOptions = {}): Tensor {
  bindAlike("simPo", { chosen, rejected }, "[batch]");
  return softplus(sub(margin, mul(sub(chosen, rejected), beta)));
}

const spec: LossSpec<SimPoOptions, [Tensor, Tensor]> = {
  fn: simPo,
  aliases: ["SimPOLoss"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Preferences by mean log-probability, without a reference.",
  formula: "-\\log \\sigma(\\beta (\\overline{\\log \\pi}(y_w) - \\overline{\\log \\pi}(y_l)) - \\gamma)",
  inputs: [
    { name: "chosen", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "rejected", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
  ],
  params: {
    beta: { kind: "number", default: 2, above: 0, doc: "Strength: how much a nat per token counts." },
    margin: { kind: "number", default: 1, min: 0, doc: "By how much the chosen answer is to lead." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Meng et al. 2024, arXiv:2405.14734"],
  reference: {},
};
export default spec;
