import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { errorCost } from "../elementwise.ts";
import { bellman, checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface SacCriticOptions {
  /** Price of a nat. Default 0.2. */
  readonly temperature?: number;
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Error beyond which the cost is linear, as in Huber's; without it half of the square. Default none. */
  readonly delta?: number;
}

/**
 * Critic of soft actor-critic: error against the reward and the next value, of an action sampled from the policy,
 * with its entropy. The target is a constant for differentiation.
 * @param qValues of the actions taken, [batch, ...]
 * @param rewards [batch, ...]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, ...]
 * @param nextQValues of next actions, the smaller of two target critics, [batch, ...]
 * @param nextLogProbs of the next actions, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function sacCritic(
  qValues: Tensor,
  rewards: Tensor,
  continues: Tensor,
  nextQValues: Tensor,
  nextLogProbs: Tensor,
  { temperature = 0.2, discount = 0.99, delta }: SacCriticOptions = {},
): Tensor {
  checkDecisions("sacCritic", {}, { qValues, rewards, continues, nextQValues, nextLogProbs });
  const soft = sub(nextQValues, mul(nextLogProbs, temperature));
  return errorCost(sub(qValues, bellman(rewards, continues, soft, discount)), delta);
}

const spec: LossSpec<SacCriticOptions, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: sacCritic,
  aliases: ["softActorCriticCritic"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Error of a value that counts entropy as reward.",
  formula: "\\tfrac12 (Q(s, a) - r - \\gamma (Q\\'(s\\', a\\') - \\alpha \\log \\pi(a\\' \\mid s\\')))^2",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "rewards", domain: "real", shape: "[batch, ...]" },
    { name: "continues", domain: "binary", shape: "[batch, ...]", min: 0, max: 1 },
    { name: "nextQValues", domain: "real", shape: "[batch, ...]" },
    { name: "nextLogProbs", domain: "logProbabilities", shape: "[batch, ...]" },
  ],
  params: {
    temperature: { kind: "number", default: 0.2, min: 0, doc: "Price of a nat." },
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
  cite: ["Haarnoja et al. 2018, arXiv:1812.05905"],
  reference: {},
};
export default spec;
