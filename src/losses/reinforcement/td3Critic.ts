import type { Tensor } from "../../core/tensor.ts";
import { minimum, sub } from "../../ops/arithmetic.ts";
import { errorCost } from "../elementwise.ts";
import { bellman, checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface Td3CriticOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Error beyond which the cost is linear, as in Huber's; without it half of the square. Default none. */
  readonly delta?: number;
}

/**
 * Critic of TD3: error against the reward and the smaller of two target critics' next values, which is a constant
 * for differentiation.
 * @param qValues of the actions taken, by one critic, [batch, ...]
 * @param rewards [batch, ...]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, ...]
 * @param nextQValues of the target actions, by one target critic, [batch, ...]
 * @param nextQValuesTwin by the other, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function td3Critic(
  qValues: Tensor,
  rewards: Tensor,
  continues: Tensor,
  nextQValues: Tensor,
  nextQValuesTwin: Tensor,
  { discount = 0.99, delta }: Td3CriticOptions = {},
): Tensor {
  checkDecisions("td3Critic", {}, { qValues, rewards, continues, nextQValues, nextQValuesTwin });
  const target = bellman(rewards, continues, minimum(nextQValues, nextQValuesTwin), discount);
  return errorCost(sub(qValues, target), delta);
}

const spec: LossSpec<Td3CriticOptions, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: td3Critic,
  aliases: ["clippedDoubleQ", "TD3Loss"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Error of a value against the more careful of two.",
  formula: "\\tfrac12 (Q(s, a) - r - \\gamma \\min_k Q\\'_k(s\\', a\\'))^2",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "rewards", domain: "real", shape: "[batch, ...]" },
    { name: "continues", domain: "binary", shape: "[batch, ...]", min: 0, max: 1 },
    { name: "nextQValues", domain: "real", shape: "[batch, ...]" },
    { name: "nextQValuesTwin", domain: "real", shape: "[batch, ...]" },
  ],
  params: {
    discount: { kind: "number", default: 0.99, min: 0, max: 1, doc: "Weight of the next step against this one." },
    delta: {
      kind: "number",
      default: null,
      above: 0,
      doc: "Error beyond which the cost is linear, as in Huber's; without it half of the square.",
    },
  },
  minimum: 0,
  kinks: [],
  cite: ["Fujimoto et al. 2018, arXiv:1802.09477"],
  reference: {},
};
export default spec;
