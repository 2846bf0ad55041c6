import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { max } from "../../ops/reduce.ts";
import { errorCost } from "../elementwise.ts";
import { bellman, checkDecisions, ofAction } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface DqnOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Error beyond which the cost is linear, as in Huber's; without it half of the square. Default none. */
  readonly delta?: number;
}

/**
 * Deep Q-learning: error of the action's value against the reward and the best next value of a target network,
 * which is a constant for differentiation.
 * @param qValues of all actions, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @param rewards [batch, ...]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, ...]
 * @param nextQValues of all actions in the next state, by the target network, [batch, ..., actions]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function dqn(
  qValues: Tensor,
  actions: Tensor,
  rewards: Tensor,
  continues: Tensor,
  nextQValues: Tensor,
  { discount = 0.99, delta }: DqnOptions = {},
): Tensor {
  checkDecisions("dqn", { qValues, nextQValues }, { actions, rewards, continues });
  const target = bellman(rewards, continues, max(nextQValues, { axes: -1 }), discount);
  return errorCost(sub(ofAction("dqn", qValues, actions), target), delta);
}

const spec: LossSpec<DqnOptions, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: dqn,
  aliases: ["DQNLoss", "deepQLearning"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Error of an action's value against the best next one.",
  formula: "\\tfrac12 (Q(s, a) - r - \\gamma \\max_{a\\'} Q\\'(s\\', a\\'))^2",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, ..., actions]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "qValues" },
    { name: "rewards", domain: "real", shape: "[batch, ...]" },
    { name: "continues", domain: "binary", shape: "[batch, ...]", min: 0, max: 1 },
    { name: "nextQValues", domain: "real", shape: "[batch, ..., actions]" },
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
  cite: ["Mnih et al. 2015, doi:10.1038/nature14236"],
  reference: {},
};
export default spec;
