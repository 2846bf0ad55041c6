import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { argMax, mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bellman, middles, ofRow, quantileCost } from "../policy.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface QuantileRegressionDqnOptions {
  /** Error size where quadratic turns linear. Default 1. */
  readonly kappa?: number;
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
}

/**
 * QR-DQN: quantiles of the return, by quantile regression against those of the target network's best next action.
 * Summed over quantiles, averaged over targets.
 * @param quantiles of the return of all actions, [batch, actions, quantiles]
 * @param actions taken, [batch] integers
 * @param rewards [batch]
 * @param continues 1 where the episode goes on, 0 where it ends, [batch]
 * @param nextQuantiles in the next state, by the target network, [batch, actions, quantiles]
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function quantileRegressionDqn(
  quantiles: Tensor,
  actions: Tensor,
  rewards: Tensor,
  continues: Tensor,
  nextQuantiles: Tensor,
  { kappa = 1, discount = 0.99 }: QuantileRegressionDqnOptions = {},
): Tensor {
  const values = "[batch, actions, quantiles]";
  const inputs = {
    quantiles: [quantiles, values],
    actions: [actions, "[batch]"],
    rewards: [rewards, "[batch]"],
  } as const;
  const next = { continues: [continues, "[batch]"], nextQuantiles: [nextQuantiles, values] } as const;
  bindFloats("quantileRegressionDqn", { ...inputs, ...next }, "actions");
  const best = ofRow("quantileRegressionDqn", nextQuantiles, argMax(mean(nextQuantiles, { axes: -1 })));
  const target = bellman(expandDims(rewards, 1), expandDims(continues, 1), best, discount);
  const error = sub(expandDims(target, 1), expandDims(ofRow("quantileRegressionDqn", quantiles, actions), 2));
  return sum(mean(quantileCost(error, middles(error.shape[1] as number, error), kappa), { axes: 2 }), { axes: 1 });
}

const spec: LossSpec<QuantileRegressionDqnOptions, [Tensor, Tensor, Tensor, Tensor, Tensor]> = {
  fn: quantileRegressionDqn,
  aliases: ["qrDqn"],
  family: "reinforcement",
  tasks: ["control", "uncertainty", "quantiles"],
  summary: "Quantiles of the return by quantile Huber regression.",
  formula:
    "\\sum_i \\frac{1}{N} \\sum_j |\\tau_i - 1_{\\delta_{ij} < 0}| \\frac{H_\\kappa(\\delta_{ij})}{\\kappa}, \\quad \\delta_{ij} = r + \\gamma \\theta\\'_j - \\theta_i",
  inputs: [
    { name: "quantiles", domain: "real", shape: "[batch, actions, quantiles]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch]", classesOf: "quantiles" },
    { name: "rewards", domain: "real", shape: "[batch]" },
    { name: "continues", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "nextQuantiles", domain: "real", shape: "[batch, actions, quantiles]" },
  ],
  params: {
    kappa: { kind: "number", default: 1, above: 0, doc: "Error size where quadratic turns linear." },
    discount: { kind: "number", default: 0.99, min: 0, max: 1, doc: "Weight of the next step against this one." },
  },
  values: "[batch]",
  sizes: { actions: 4, quantiles: 3 },
  minimum: 0,
  kinks: [],
  cite: ["Dabney et al. 2018, arXiv:1710.10044"],
  reference: {},
};
export default spec;
