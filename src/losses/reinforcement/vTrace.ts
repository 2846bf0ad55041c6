import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { importance, vTraceTargets } from "../policy.ts";
import { bindFloats, notated } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface VTraceOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Largest importance ratio of a step. Default 1. */
  readonly ratioBound?: number;
  /** Largest ratio by which later steps count. Default 1. */
  readonly traceBound?: number;
  /** Weight of the error of the values. Default 1. */
  readonly valueWeight?: number;
}

/**
 * V-trace actor-critic: policy gradient and value error for data of an older policy, corrected by truncated
 * importance ratios along the sequence. Targets and ratios are constants for differentiation.
 * @param logProbs of the actions, [batch, time]
 * @param oldLogProbs under the policy that acted, [batch, time]
 * @param values of the states, [batch, time]
 * @param bootstrap value of the state after the last, [batch]
 * @param rewards [batch, time]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, time]
 * @returns [batch, time]
 * @throws ShapeError when the inputs do not fit each other
 */
export function vTrace(
  logProbs: Tensor,
  oldLogProbs: Tensor,
  values: Tensor,
  bootstrap: Tensor,
  rewards: Tensor,
  continues: Tensor,
  { discount = 0.99, ratioBound = 1, traceBound = 1, valueWeight = 1 }: VTraceOptions = {},
): Tensor {
  const steps = notated({ logProbs, oldLogProbs, values, rewards, continues }, "[batch, time]");
  bindFloats("vTrace", { ...steps, bootstrap: [bootstrap, "[batch]"] });
  const ratio = importance(logProbs, oldLogProbs);
  const way = { ratio, values, bootstrap, rewards, weights: mul(continues, discount) };
  const { targets, advantages } = vTraceTargets(way, ratioBound, traceBound);
  return sub(mul(square(sub(stopGradient(targets), values)), valueWeight / 2), mul(stopGradient(advantages), logProbs));
}

const spec: LossSpec<VTraceOptions, [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: vTrace,
  aliases: ["impala", "vtrace_loss"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Actor-critic that corrects for data of an older policy.",
  formula: "-\\rho_t (r_t + \\gamma v_{t+1} - V_t) \\log \\pi(a_t) + \\tfrac{c}{2} (v_t - V_t)^2",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch, time]", grad: true },
    { name: "oldLogProbs", domain: "logProbabilities", shape: "[batch, time]" },
    { name: "values", domain: "real", shape: "[batch, time]", grad: true },
    { name: "bootstrap", domain: "real", shape: "[batch]" },
    { name: "rewards", domain: "real", shape: "[batch, time]" },
    { name: "continues", domain: "binary", shape: "[batch, time]", min: 0, max: 1 },
  ],
  params: {
    discount: { kind: "number", default: 0.99, min: 0, max: 1, doc: "Weight of the next step against this one." },
    ratioBound: { kind: "number", default: 1, above: 0, doc: "Largest importance ratio of a step." },
    traceBound: { kind: "number", default: 1, above: 0, doc: "Largest ratio by which later steps count." },
    valueWeight: { kind: "number", default: 1, min: 0, doc: "Weight of the error of the values." },
  },
  values: "[batch, time]",
  minimum: null,
  kinks: [],
  cite: ["Espeholt et al. 2018, arXiv:1802.01561"],
  reference: {},
};
export default spec;
