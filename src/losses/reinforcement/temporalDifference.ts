import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { errorCost } from "../elementwise.ts";
import { bellman, checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface TemporalDifferenceOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Error beyond which the cost is linear, as in Huber's; without it half of the square. Default none. */
  readonly delta?: number;
}

/**
 * TD(0): error of a value against the reward and the discounted value of the next state, which is a constant for
 * differentiation. With a target network's next values it is the critic's loss of DDPG.
 * @param values of the states (or of states and actions), [batch, ...]
 * @param nextValues of the next states, [batch, ...]
 * @param rewards [batch, ...]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function temporalDifference(
  values: Tensor,
  nextValues: Tensor,
  rewards: Tensor,
  continues: Tensor,
  { discount = 0.99, delta }: TemporalDifferenceOptions = {},
): Tensor {
  checkDecisions("temporalDifference", {}, { values, nextValues, rewards, continues });
  return errorCost(sub(values, bellman(rewards, continues, nextValues, discount)), delta);
}

const spec: LossSpec<TemporalDifferenceOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: temporalDifference,
  aliases: ["td0", "tdLearning", "ddpgCritic"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Error of a value against the next one.",
  formula: "\\tfrac12 (V(s) - r - \\gamma V(s\\'))^2",
  inputs: [
    { name: "values", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "nextValues", domain: "real", shape: "[batch, ...]" },
    { name: "rewards", domain: "real", shape: "[batch, ...]" },
    { name: "continues", domain: "binary", shape: "[batch, ...]", min: 0, max: 1 },
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
  cite: ["Sutton 1988, doi:10.1007/BF00115009", "Lillicrap et al. 2016, arXiv:1509.02971"],
  reference: {},
};
export default spec;
