import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface SacActorOptions {
  /** Price of a nat. Default 0.2. */
  readonly temperature?: number;
}

/**
 * Actor of soft actor-critic: the value of an action sampled with its gradient (reparametrised), less the price of
 * its log-probability. The temperature is a constant here; sacTemperature trains it.
 * @param logProbs of the sampled actions, [batch, ...]
 * @param qValues of them, the smaller of two critics, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function sacActor(logProbs: Tensor, qValues: Tensor, { temperature = 0.2 }: SacActorOptions = {}): Tensor {
  checkDecisions("sacActor", {}, { logProbs, qValues });
  return sub(mul(logProbs, temperature), qValues);
}

const spec: LossSpec<SacActorOptions, [Tensor, Tensor]> = {
  fn: sacActor,
  aliases: ["softActorCriticActor"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Value of a random policy's action, and its entropy.",
  formula: "\\alpha \\log \\pi(a \\mid s) - Q(s, a)",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, ...]", grad: true },
    { name: "qValues", domain: "real", shape: "[batch, ...]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 0.2, min: 0, doc: "Price of a nat." },
  },
  minimum: null,
  kinks: [],
  cite: ["Haarnoja et al. 2018, arXiv:1801.01290", "Haarnoja et al. 2018, arXiv:1812.05905"],
  reference: {},
};
export default spec;
