import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { argMax } from "../../ops/reduce.ts";
import { errorCost } from "../elementwise.ts";
import { bellman, checkDecisions, ofAction } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface DoubleDqnOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Error beyond which the cost is linear, as in Huber's; without it half of the square. Default none. */
  readonly delta?: number;
}

/**
 * Double DQN: the online network picks the next action, the target network says what it is worth. That takes away
 * most of the optimism of a maximum over noisy values.
 * @param qValues of all actions, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @param rewards [batch, ...]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, ...]
 * @param nextQValues in the next state, by the target network, [batch, ..., actions]
 * @param nextOnlineQValues in the next state, by the online network, [batch, ..., actions]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function doubleDqn(
  qValues: Tensor,
  actions: Tensor,
  rewards: Tensor,
  continues: Tensor,
  nextQValues: Tensor,
  nextOnlineQValues: Tensor,
  { discount = 0.99, delta }: DoubleDqnOptions = {},
): Tensor {
  checkDecisions("doubleDqn", { qValues, nextQValues, nextOnlineQValues }, { actions, rewards, continues });
  const worth = ofAction("doubleDqn", nextQValues, argMax(nextOnlineQValues));
  const target = bellman(rewards, continues, worth, discount);
  return errorCost(sub(ofAction("doubleDqn", qValues, actions), target), delta);
}

const spec: LossSpec<DoubleDqnOptions, [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: doubleDqn,
  aliases: ["ddqn", "doubleQLearning"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Q-learning in which one network picks and the other rates.",
  formula: "\\tfrac12 (Q(s, a) - r - \\gamma Q\\'(s\\', \\arg\\max_{a\\'} Q(s\\', a\\')))^2",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, ..., actions]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "qValues" },
    { name: "rewards", domain: "real", shape: "[batch, ...]" },
    { name: "continues", domain: "binary", shape: "[batch, ...]", min: 0, max: 1 },
    { name: "nextQValues", domain: "real", shape: "[batch, ..., actions]" },
    { name: "nextOnlineQValues", domain: "real", shape: "[batch, ..., actions]" },
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
  sizes: { actions: 4 },
  minimum: 0,
  kinks: [],
  cite: ["van Hasselt et al. 2016, arXiv:1509.06461"],
  reference: {},
};
export default spec;
