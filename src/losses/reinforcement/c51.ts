import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { argMax, logSoftmax, softmax } from "../../ops/reduce.ts";
import { stopGradient, sum } from "../../ops/structure.ts";
import { atomsOf, ofRow, projected } from "../policy.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface C51Options {
  /** The lowest atom. Default -10. */
  readonly minValue?: number;
  /** The highest atom; above the lowest. Default 10. */
  readonly maxValue?: number;
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
}

/**
 * Categorical DQN: cross-entropy of the predicted distribution of the return against the target network's, moved
 * by the reward and projected onto the same atoms.
 * @param logits of the atoms for all actions, [batch, actions, atoms]
 * @param actions taken, [batch] integers
 * @param rewards [batch]
 * @param continues 1 where the episode goes on, 0 where it ends, [batch]
 * @param nextLogits in the next state, by the target network, [batch, actions, atoms]
 * @returns [batch], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function c51(
  logits: Tensor,
  actions: Tensor,
  rewards: Tensor,
  continues: Tensor,
  nextLogits: Tensor,
  { minValue = -10, maxValue = 10, discount = 0.99 }: C51Options = {},
): Tensor {
  const inputs = { logits: [logits, "[batch, actions, atoms]"], actions: [actions, "[batch]"] } as const;
  const next = { continues: [continues, "[batch]"], nextLogits: [nextLogits, "[batch, actions, atoms]"] } as const;
  bindFloats("c51", { ...inputs, rewards: [rewards, "[batch]"], ...next }, "actions");
  const atoms = atomsOf("c51", logits, minValue, maxValue);
  const ahead = softmax(nextLogits);
  const best = argMax(sum(mul(ahead, atoms), { axes: -1 }));
  const returns = add(expandDims(rewards, 1), mul(expandDims(mul(continues, discount), 1), atoms));
  const target = stopGradient(projected(ofRow("c51", ahead, best), returns, atoms));
  return neg(sum(mul(target, logSoftmax(ofRow("c51", logits, actions))), { axes: -1 }));
}

const spec: LossSpec<C51Options, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: c51,
  aliases: ["categoricalDqn", "DistributionalDQNLoss"],
  family: "reinforcement",
  tasks: ["control", "uncertainty"],
  summary: "Cross-entropy of distributions of the return over fixed atoms.",
  formula: "-\\sum_i (\\Phi\\, T p\\')_i \\log p_i(s, a)",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, actions, atoms]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch]", classesOf: "logits" },
    { name: "rewards", domain: "real", shape: "[batch]" },
    { name: "continues", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "nextLogits", domain: "logits", shape: "[batch, actions, atoms]" },
  ],
  params: {
    minValue: { kind: "number", default: -10, doc: "The lowest atom." },
    maxValue: { kind: "number", default: 10, doc: "The highest atom; above the lowest." },
    discount: { kind: "number", default: 0.99, min: 0, max: 1, doc: "Weight of the next step against this one." },
  },
  values: "[batch]",
  sizes: { actions: 4, atoms: 5 },
  minimum: 0,
  kinks: [],
  cite: ["Bellemare et al. 2017, arXiv:1707.06887"],
  reference: {},
};
export default spec;
