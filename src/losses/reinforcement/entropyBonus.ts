import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { checkDecisions, entropy } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type EntropyBonusOptions = Readonly<Record<never, never>>;

/**
 * Minus the entropy of the policy: added to another loss, it keeps the policy from deciding too early.
 * @param logits of the policy, [batch, ..., actions]
 * @returns [batch, ...], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function entropyBonus(logits: Tensor): Tensor {
  checkDecisions("entropyBonus", { logits });
  return neg(entropy(logits));
}

const spec: LossSpec<EntropyBonusOptions, [Tensor]> = {
  fn: entropyBonus,
  aliases: ["negativeEntropy", "entropyRegularization"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Entropy of the policy, negated.",
  formula: "\\sum_a \\pi(a) \\log \\pi(a)",
  inputs: [{ name: "logits", domain: "logits", shape: "[batch, ..., actions]", grad: true }],
  params: {},
  sizes: { actions: 4 },
  minimum: null,
  kinks: [],
  cite: ["Williams and Peng 1991, doi:10.1080/09540099108946587"],
  reference: {},
};
export default spec;
