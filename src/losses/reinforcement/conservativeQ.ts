import type { Tensor } from "../../core/tensor.ts";
import { div, mul, neg } from "../../ops/arithmetic.ts";
import { actionLog, checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface ConservativeQOptions {
  /** Softness of the maximum, in the unit of the values. Default 1. */
  readonly temperature?: number;
}

/**
 * Regulariser of conservative Q-learning for discrete actions: the soft maximum of all values less that of the
 * action in the data. Add it to a Q-learning loss.
 * @param qValues of all actions, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function conservativeQ(
  qValues: Tensor,
  actions: Tensor,
  { temperature = 1 }: ConservativeQOptions = {},
): Tensor {
  checkDecisions("conservativeQ", { qValues }, { actions });
  return mul(neg(actionLog("conservativeQ", div(qValues, temperature), actions)), temperature);
}

const spec: LossSpec<ConservativeQOptions, [Tensor, Tensor]> = {
  fn: conservativeQ,
  aliases: ["cql", "CQLLoss"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Keeps values of actions that are not in the data down.",
  formula: "\\tau \\log \\sum_{a\\'} e^{Q(s, a\\') / \\tau} - Q(s, a)",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, ..., actions]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "qValues" },
  ],
  params: {
    temperature: { kind: "number", default: 1, above: 0, doc: "Softness of the maximum, in the unit of the values." },
  },
  sizes: { actions: 4 },
  minimum: 0,
  kinks: [],
  cite: ["Kumar et al. 2020, arXiv:2006.04779"],
  reference: {},
};
export default spec;
