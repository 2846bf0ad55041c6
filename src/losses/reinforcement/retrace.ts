import type { Tensor } from "../../core/tensor.ts";
import { add, minimum, mul, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { errorCost } from "../elementwise.ts";
import { discountedSums, endOf, following, importance } from "../policy.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface RetraceOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Weight of longer returns against shorter ones. Default 1. */
  readonly lambda?: number;
}

/**
 * Retrace(λ): error of action values against returns corrected for data of another policy, whose traces are cut
 * where that was likelier to act so. Targets and ratios are constants for differentiation.
 * @param qValues of the actions taken, [batch, time]
 * @param targetQValues of them, by the target network, [batch, time]
 * @param nextValues of the next states under the policy, by the target network, [batch, time]
 * @param logProbs of the actions, [batch, time]
 * @param oldLogProbs under the policy that acted, [batch, time]
 * @param rewards [batch, time]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, time]
 * @returns [batch, time]
 * @throws ShapeError when the inputs do not fit each other
 */
export function retrace(
  qValues: Tensor,
  targetQValues: Tensor,
  nextValues: Tensor,
  logProbs: Tensor,
  oldLogProbs: Tensor,
  rewards: Tensor,
  continues: Tensor,
  { discount = 0.99, lambda = 1 }: RetraceOptions = {},
): Tensor {
  const values = { qValues, targetQValues, nextValues };
  bindAlike("retrace", { ...values, logProbs, oldLogProbs, rewards, continues }, "[batch, time]");
  const weights = mul(continues, discount);
  const traces = mul(minimum(importance(logProbs, oldLogProbs), 1), lambda);
  const errors = sub(add(rewards, mul(weights, nextValues)), targetQValues);
  const targets = add(targetQValues, discountedSums(errors, mul(weights, following(traces)), endOf(errors)));
  return errorCost(sub(qValues, stopGradient(targets)));
}

const spec: LossSpec<RetraceOptions, [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: retrace,
  aliases: ["retraceLambda"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Error of action values against returns of another policy, made safe.",
  formula:
    "\\tfrac12 (Q_t - G_t)^2, \\quad G_t = r_t + \\gamma (V_{t+1} + c_{t+1} (G_{t+1} - Q\\'_{t+1})), \\quad c = \\lambda \\min(1, \\pi / \\mu)",
  inputs: [
    { name: "qValues", domain: "real", shape: "[batch, time]", grad: true },
    { name: "targetQValues", domain: "real", shape: "[batch, time]" },
    { name: "nextValues", domain: "real", shape: "[batch, time]" },
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, time]" },
    { name: "oldLogProbs", domain: "logProbabilities", shape: "[batch, time]" },
    { name: "rewards", domain: "real", shape: "[batch, time]" },
    { name: "continues", domain: "binary", shape: "[batch, time]", min: 0, max: 1 },
  ],
  params: {
    discount: { kind: "number", default: 0.99, min: 0, max: 1, doc: "Weight of the next step against this one." },
    lambda: { kind: "number", default: 1, min: 0, max: 1, doc: "Weight of longer returns against shorter ones." },
  },
  values: "[batch, time]",
  minimum: 0,
  kinks: [],
  cite: ["Munos et al. 2016, arXiv:1606.02647"],
  reference: {},
};
export default spec;
