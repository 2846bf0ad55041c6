import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { clippedGain, groupAdvantages, importance, klEstimate, meanOfFirst } from "../policy.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface GrpoOptions {
  /** How far the ratio may move from 1. Default 0.2. */
  readonly clip?: number;
  /** How far it may move upwards, where that differs. Default none. */
  readonly clipHigh?: number;
  /** Weight of the divergence from the reference. Default 0.04. */
  readonly beta?: number;
  /** Divide advantages by the group's standard deviation. Default true. */
  readonly scale?: boolean;
  /** Added to it, in the unit of the rewards. Default 0.0001. */
  readonly epsilon?: number;
}

/**
 * Group relative policy optimisation: clipped policy gradient of the tokens of several answers to one prompt,
 * whose advantages are their rewards normalised over the group, with an estimate of the divergence from a
 * reference. Tokens are averaged per answer, answers per prompt.
 * @param logProbs of the tokens of each answer, [batch, group, time]
 * @param oldLogProbs under the policy that wrote them, [batch, group, time]
 * @param referenceLogProbs under the reference, [batch, group, time]
 * @param rewards of the answers, [batch, group]
 * @param lengths tokens of each answer, [batch, group] integers
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function grpo(
  logProbs: Tensor,
  oldLogProbs: Tensor,
  referenceLogProbs: Tensor,
  rewards: Tensor,
  lengths: Tensor,
  { clip = 0.2, clipHigh, beta = 0.04, scale = true, epsilon = 0.0001 }: GrpoOptions = {},
): Tensor {
  const [tokens, answers] = ["[batch, group, time]", "[batch, group]"];
  const policies = { logProbs: [logProbs, tokens], oldLogProbs: [oldLogProbs, tokens] } as const;
  const rest = { referenceLogProbs: [referenceLogProbs, tokens], rewards: [rewards, answers] } as const;
  bindFloats("grpo", { ...policies, ...rest, lengths: [lengths, answers] }, "lengths");
  const advantages = expandDims(groupAdvantages(rewards, scale ? epsilon : undefined), 2);
  const gain = clippedGain(importance(logProbs, oldLogProbs), advantages, { clip, clipHigh });
  const token = sub(mul(klEstimate(logProbs, referenceLogProbs), beta), gain);
  return mean(meanOfFirst("grpo", token, lengths), { axes: 1 });
}

const spec: LossSpec<GrpoOptions, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: grpo,
  aliases: ["groupRelativePolicyOptimization", "GRPOLoss"],
  family: "reinforcement",
  tasks: ["preferences", "control"],
  summary: "Policy gradient of answers compared within a group.",
  formula:
    "\\frac{1}{G} \\sum_i \\frac{1}{T_i} \\sum_t \\beta\\, \\mathrm{k3} - \\min(r A_i, \\mathrm{clip}(r) A_i), \\quad A_i = \\frac{R_i - \\bar{R}}{\\sigma_R + \\epsilon}",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, group, time]", grad: true, max: 0 },
    { name: "oldLogProbs", domain: "logProbabilities", shape: "[batch, group, time]", max: 0 },
    { name: "referenceLogProbs", domain: "logProbabilities", shape: "[batch, group, time]", max: 0 },
    { name: "rewards", domain: "real", shape: "[batch, group]" },
    { name: "lengths", domain: "length", shape: "[batch, group]", lengthOf: "time" },
  ],
  params: {
    clip: { kind: "number", default: 0.2, above: 0, below: 1, doc: "How far the ratio may move from 1." },
    clipHigh: { kind: "number", default: null, above: 0, doc: "How far it may move upwards, where that differs." },
    beta: { kind: "number", default: 0.04, min: 0, doc: "Weight of the divergence from the reference." },
    scale: { kind: "flag", default: true, doc: "Divide advantages by the group's standard deviation." },
    epsilon: { kind: "number", default: 0.0001, above: 0, doc: "Added to it, in the unit of the rewards." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Shao et al. 2024, arXiv:2402.03300"],
  reference: {},
};
export default spec;
