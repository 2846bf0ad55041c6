import type { Tensor } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { actionLog, checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type PolicyGradientOptions = Readonly<Record<never, never>>;

/**
 * REINFORCE: minus the log-probability of the action, weighed by its advantage. Its gradient is that of the
 * expected return, its value means nothing.
 * @param logits of the policy, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @param advantages how much better each action was than expected, [batch, ...]; constant for differentiation
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function policyGradient(logits: Tensor, actions: Tensor, advantages: Tensor): Tensor {
  checkDecisions("policyGradient", { logits }, { actions, advantages });
  return neg(mul(actionLog("policyGradient", logits, actions), stopGradient(advantages)));
}

const spec: LossSpec<PolicyGradientOptions, [Tensor, Tensor, Tensor]> = {
  fn: policyGradient,
  aliases: ["REINFORCE", "vanillaPolicyGradient", "policy_gradient_loss"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Makes actions likelier that turned out better than expected.",
  formula: "-A \\log \\pi(a \\mid s)",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, ..., actions]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "logits" },
    { name: "advantages", domain: "real", shape: "[batch, ...]" },
  ],
  params: {},
  sizes: { actions: 4 },
  minimum: null,
  kinks: [],
  cite: ["Williams 1992, doi:10.1007/BF00992696"],
  reference: {},
};
export default spec;
