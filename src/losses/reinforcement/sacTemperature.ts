import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { checkDecisions, expLike } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface SacTemperatureOptions {
  /** Natural logarithm of the temperature. Default 0. */
  readonly logTemperature?: TensorLike;
  /** Entropy to reach, in nats: usually minus the number of action dimensions. Default -1. */
  readonly targetEntropy?: number;
}

/**
 * Temperature of soft actor-critic: it grows while the policy's entropy is below the target, and shrinks above it.
 * The logarithm of the temperature is what is trained.
 * @param logProbs of actions sampled from the policy, [batch, ...]; constant for differentiation
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function sacTemperature(
  logProbs: Tensor,
  { logTemperature = 0, targetEntropy = -1 }: SacTemperatureOptions = {},
): Tensor {
  checkDecisions("sacTemperature", {}, { logProbs });
  return neg(mul(add(stopGradient(logProbs), targetEntropy), expLike(logTemperature, logProbs)));
}

const spec: LossSpec<SacTemperatureOptions, [Tensor]> = {
  fn: sacTemperature,
  aliases: ["sacAlpha"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Trains the price of entropy to reach a given one.",
  formula: "-\\alpha (\\log \\pi(a \\mid s) + \\bar{H}), \\quad \\alpha = e^{\\lambda}",
  inputs: [{ name: "logProbs", domain: "logProbabilities", shape: "[batch, ...]" }],
  params: {
    logTemperature: { kind: "number", default: 0, trainable: true, doc: "Natural logarithm of the temperature." },
    targetEntropy: {
      kind: "number",
      default: -1,
      doc: "Entropy to reach, in nats: usually minus the number of action dimensions.",
    },
  },
  minimum: null,
  kinks: [],
  cite: ["Haarnoja et al. 2018, arXiv:1812.05905"],
  reference: {},
};
export default spec;
