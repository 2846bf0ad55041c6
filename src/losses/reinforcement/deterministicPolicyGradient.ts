import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type DeterministicPolicyGradientOptions = Readonly<Record<never, never>>;

/**
 * Actor of DDPG and TD3: minus the critic's value of the action the policy takes. The gradient reaches the policy
 * through the action.
 * @param qValues of the policy's actions, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function deterministicPolicyGradient(qValues: Tensor): Tensor {
  checkDecisions("deterministicPolicyGradient", {}, { qValues });
  return neg(qValues);
}

const spec: LossSpec<DeterministicPolicyGradientOptions, [Tensor]> = {
  fn: deterministicPolicyGradient,
  aliases: ["ddpgActor", "dpg"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Value of the policy's own action, negated.",
  formula: "-Q(s, \\mu(s))",
  inputs: [{ name: "qValues", domain: "real", shape: "[batch, ...]", grad: true }],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Silver et al. 2014, Deterministic policy gradient algorithms", "Lillicrap et al. 2016, arXiv:1509.02971"],
  reference: {},
};
export default spec;
