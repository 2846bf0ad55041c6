import type { Tensor } from "../../core/tensor.ts";
import { add, clip, div, mul, sub } from "../../ops/arithmetic.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { errorCost } from "../elementwise.ts";
import { actionLog, bellman, checkDecisions, ofAction } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface MunchausenDqnOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Softness of the policy, in the unit of the values. Default 0.03. */
  readonly temperature?: number;
  /** Weight of the log-probability in the reward. Default 0.9. */
  readonly scale?: number;
  /** Least value of the log-probability term. Default -1. */
  readonly floor?: number;
}

/**
 * Munchausen DQN: soft Q-learning whose reward is raised by the scaled log-probability of the action under the
 * current policy, a softmax of the target network's values.
 * @param qValues of all actions, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @param rewards [batch, ...]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, ...]
 * @param targetQValues in the state, by the target network, [batch, ..., actions]
 * @param nextQValues in the next state, by the target network, [batch, ..., actions]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function munchausenDqn(
  qValues: Tensor,
  actions: Tensor,
  rewards: Tensor,
  continues: Tensor,
  targetQValues: Tensor,
  nextQValues: Tensor,
  { discount = 0.99, temperature = 0.03, scale = 0.9, floor = -1 }: MunchausenDqnOptions = {},
): Tensor {
  checkDecisions("munchausenDqn", { qValues, targetQValues, nextQValues }, { actions, rewards, continues });
  const log = mul(actionLog("munchausenDqn", div(targetQValues, temperature), actions), temperature);
  const raised = add(rewards, mul(clip(log, floor, 0), scale));
  const soft = mul(logSumExp(div(nextQValues, temperature), { axes: -1 }), temperature);
  return errorCost(sub(ofAction("munchausenDqn", qValues, actions), bellman(raised, continues, soft, discount)));
}

const spec: LossSpec<MunchausenDqnOptions, [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: munchausenDqn,
  aliases: ["mdqn"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Soft Q-learning that rewards the policy's own confidence.",
  formula:
    "\\tfrac12 (Q(s, a) - r - \\alpha [\\tau \\log \\pi(a \\mid s)]_{l}^0 - \\gamma \\tau \\log \\sum_{a\\'} e^{Q\\'(s\\', a\\') / \\tau})^2",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, ..., actions]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "qValues" },
    { name: "rewards", domain: "real", shape: "[batch, ...]" },
    { name: "continues", domain: "binary", shape: "[batch, ...]", min: 0, max: 1 },
    { name: "targetQValues", domain: "real", shape: "[batch, ..., actions]" },
    { name: "nextQValues", domain: "real", shape: "[batch, ..., actions]" },
  ],
  params: {
    discount: { kind: "number", default: 0.99, min: 0, max: 1, doc: "Weight of the next step against this one." },
    temperature: { kind: "number", default: 0.03, above: 0, doc: "Softness of the policy, in the unit of the values." },
    scale: { kind: "number", default: 0.9, min: 0, max: 1, doc: "Weight of the log-probability in the reward." },
    floor: { kind: "number", default: -1, max: 0, doc: "Least value of the log-probability term." },
  },
  sizes: { actions: 4 },
  minimum: 0,
  kinks: [],
  cite: ["Vieillard et al. 2020, arXiv:2007.14430"],
  reference: {},
};
export default spec;
