import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { clippedGain, groupAdvantages, importance, meanOfFirst } from "../policy.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface GspoOptions {
  /** How far the ratio may move from 1. Default 0.0003. */
  readonly clip?: number;
  /** How far it may move upwards. Default 0.0004. */
  readonly clipHigh?: number;
  /** Added to the standard deviation of the group, in the unit of the rewards. Default 0.0001. */
  readonly epsilon?: number;
}

/**
 * Group sequence policy optimisation: clipped policy gradient of whole answers to one prompt, by the geometric
 * mean of their tokens' ratios, with rewards normalised over the group.
 * @param logProbs of the tokens of each answer, [batch, group, time]
 * @param oldLogProbs under the policy that wrote them, [batch, group, time]
 * @param rewards of the answers, [batch, group]
 * @param lengths tokens of each answer, [batch, group] integers
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function gspo(
  logProbs: Tensor,
  oldLogProbs: Tensor,
  rewards: Tensor,
  lengths: Tensor,
  { clip = 0.0003, clipHigh = 0.0004, epsilon = 0.0001 }: GspoOptions = {},
): Tensor {
  const policies = {
    logProbs: [logProbs, "[batch, group, time]"],
    oldLogProbs: [oldLogProbs, "[batch, group, time]"],
  } as const;
  const rest = { rewards: [rewards, "[batch, group]"], lengths: [lengths, "[batch, group]"] } as const;
  bindFloats("gspo", { ...policies, ...rest }, "lengths");
  const whole = (x: Tensor): Tensor => meanOfFirst("gspo", x, lengths);
  const ratio = importance(whole(logProbs), whole(oldLogProbs));
  return neg(mean(clippedGain(ratio, groupAdvantages(rewards, epsilon), { clip, clipHigh }), { axes: 1 }));
}

const spec: LossSpec<GspoOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: gspo,
  aliases: ["groupSequencePolicyOptimization"],
  family: "reinforcement",
  tasks: ["preferences", "control"],
  summary: "Policy gradient of whole answers compared within a group.",
  formula:
    "-\\frac{1}{G} \\sum_i \\min(s_i A_i, \\mathrm{clip}(s_i, 1 - \\epsilon, 1 + \\epsilon) A_i), \\quad s_i = (\\pi(y_i) / \\pi_{old}(y_i))^{1 / T_i}",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, group, time]", grad: true, max: 0 },
    { name: "oldLogProbs", domain: "logProbabilities", shape: "[batch, group, time]", max: 0 },
    { name: "rewards", domain: "real", shape: "[batch, group]" },
    { name: "lengths", domain: "length", shape: "[batch, group]", lengthOf: "time" },
  ],
  params: {
    clip: { kind: "number", default: 0.0003, above: 0, below: 1, doc: "How far the ratio may move from 1." },
    clipHigh: { kind: "number", default: 0.0004, above: 0, doc: "How far it may move upwards." },
    epsilon: {
      kind: "number",
      default: 0.0001,
      above: 0,
      doc: "Added to the standard deviation of the group, in the unit of the rewards.",
    },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Zheng et al. 2025, arXiv:2507.18071"],
  reference: {},
};
export default spec;
