import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { actionLog, checkDecisions, entropy } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface ActorCriticOptions {
  /** Weight of the squared error of the value. Default 0.5. */
  readonly valueWeight?: number;
  /** Weight of the entropy. Default 0.01. */
  readonly entropyWeight?: number;
}

/**
 * Advantage actor-critic (A2C): policy gradient with the advantage of the return over the value, the squared error
 * of the value, and a bonus for entropy.
 * @param logits of the policy, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @param returns discounted sums of rewards from here on, [batch, ...]
 * @param values predicted returns, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function actorCritic(
  logits: Tensor,
  actions: Tensor,
  returns: Tensor,
  values: Tensor,
  { valueWeight = 0.5, entropyWeight = 0.01 }: ActorCriticOptions = {},
): Tensor {
  checkDecisions("actorCritic", { logits }, { actions, returns, values });
  const error = sub(stopGradient(returns), values);
  const actor = neg(mul(actionLog("actorCritic", logits, actions), stopGradient(error)));
  const critic = mul(valueWeight, square(error));
  return sub(add(actor, critic), mul(entropyWeight, entropy(logits)));
}

const spec: LossSpec<ActorCriticOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: actorCritic,
  aliases: ["a2c", "advantageActorCritic"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Policy gradient, value error and entropy in one.",
  formula: "-(R - V) \\log \\pi(a \\mid s) + c_V (R - V)^2 - c_H H(\\pi)",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, ..., actions]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "logits" },
    { name: "returns", domain: "real", shape: "[batch, ...]" },
    { name: "values", domain: "real", shape: "[batch, ...]", grad: true },
  ],
  params: {
    valueWeight: { kind: "number", default: 0.5, min: 0, doc: "Weight of the squared error of the value." },
    entropyWeight: { kind: "number", default: 0.01, min: 0, doc: "Weight of the entropy." },
  },
  sizes: { actions: 4 },
  minimum: null,
  kinks: [],
  cite: ["Mnih et al. 2016, arXiv:1602.01783"],
  reference: {},
};
export default spec;
