import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type RlooOptions = Readonly<Record<never, never>>;

/**
 * REINFORCE leave-one-out: policy gradient of several answers to one prompt, each against the mean reward of the
 * others.
 * @param logProbs of whole answers, [batch, group]
 * @param rewards of them, [batch, group]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function rloo(logProbs: Tensor, rewards: Tensor): Tensor {
  const { group = 0 } = bindAlike("rloo", { logProbs, rewards }, "[batch, group]");
  const advantages = mul(sub(rewards, mean(rewards, { axes: 1, keepDims: true })), group / Math.max(group - 1, 1));
  return neg(mean(mul(stopGradient(advantages), logProbs), { axes: 1 }));
}

const spec: LossSpec<RlooOptions, [Tensor, Tensor]> = {
  fn: rloo,
  aliases: ["reinforceLeaveOneOut"],
  family: "reinforcement",
  tasks: ["preferences", "control"],
  summary: "Policy gradient with the other answers as baseline.",
  formula: "-\\frac{1}{G} \\sum_i \\Bigl(R_i - \\frac{1}{G - 1} \\sum_{j \\ne i} R_j\\Bigr) \\log \\pi(y_i)",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, group]", grad: true, max: 0 },
    { name: "rewards", domain: "real", shape: "[batch, group]" },
  ],
  params: {},
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: [
    "Kool et al. 2019, Buy 4 REINFORCE samples, get a baseline for free!",
    "Ahmadian et al. 2024, arXiv:2402.14740",
  ],
  reference: {},
};
export default spec;
