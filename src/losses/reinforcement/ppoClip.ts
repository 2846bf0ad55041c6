import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { checkDecisions, clippedGain, importance } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface PpoClipOptions {
  /** How far the ratio may move from 1. Default 0.2. */
  readonly clip?: number;
  /** How far it may move upwards, where that differs. Default none. */
  readonly clipHigh?: number;
  /** Most that a bad action can cost, in multiples of its advantage. Default none. */
  readonly dualClip?: number;
}

/**
 * Proximal policy optimisation, clipped: nothing is gained by moving the ratio of the new to the old probability
 * past its bounds. The ratio is held at e^20, where float32 ends to be enough.
 * @param logProbs log π(action), [batch, ...]
 * @param oldLogProbs under the policy that acted, [batch, ...]
 * @param advantages how much better each action was than expected, [batch, ...]; constant for differentiation
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function ppoClip(
  logProbs: Tensor,
  oldLogProbs: Tensor,
  advantages: Tensor,
  { clip = 0.2, clipHigh, dualClip }: PpoClipOptions = {},
): Tensor {
  checkDecisions("ppoClip", {}, { logProbs, oldLogProbs, advantages });
  return neg(clippedGain(importance(logProbs, oldLogProbs), advantages, { clip, clipHigh, dualClip }));
}

const spec: LossSpec<PpoClipOptions, [Tensor, Tensor, Tensor]> = {
  fn: ppoClip,
  aliases: ["ppo", "PPOLoss", "ClipPPOLoss", "proximalPolicyOptimization"],
  family: "reinforcement",
  tasks: ["control", "preferences"],
  summary: "Policy gradient that stays near the policy that acted.",
  formula: "-\\min(r A, \\mathrm{clip}(r, 1 - \\epsilon, 1 + \\epsilon) A), \\quad r = \\pi / \\pi_{old}",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, ...]", grad: true },
    { name: "oldLogProbs", domain: "logProbabilities", shape: "[batch, ...]" },
    { name: "advantages", domain: "real", shape: "[batch, ...]" },
  ],
  params: {
    clip: { kind: "number", default: 0.2, above: 0, below: 1, doc: "How far the ratio may move from 1." },
    clipHigh: { kind: "number", default: null, above: 0, doc: "How far it may move upwards, where that differs." },
    dualClip: {
      kind: "number",
      default: null,
      above: 1,
      example: 3,
      doc: "Most that a bad action can cost, in multiples of its advantage.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Schulman et al. 2017, arXiv:1707.06347", "Ye et al. 2020, arXiv:1912.09729"],
  reference: {},
};
export default spec;
