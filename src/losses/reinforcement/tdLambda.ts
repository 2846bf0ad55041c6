import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { squeeze } from "../../ops/axes.ts";
import { slice } from "../../ops/indexing.ts";
import { stopGradient } from "../../ops/structure.ts";
import { errorCost } from "../elementwise.ts";
import { discountedSums } from "../policy.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface TdLambdaOptions {
  /** Weight of the next step against this one. Default 0.99. */
  readonly discount?: number;
  /** Weight of longer returns against shorter ones. Default 0.95. */
  readonly lambda?: number;
  /** Error beyond which the cost is linear, as in Huber's; without it half of the square. Default none. */
  readonly delta?: number;
}

/**
 * TD(λ): error of each value against the λ-return, an average of the returns of all numbers of steps. Targets are
 * constants for differentiation.
 * @param values of the states, [batch, time]
 * @param nextValues of the next states, [batch, time]; the last one continues the sequence
 * @param rewards [batch, time]
 * @param continues 1 where the episode goes on after the step, 0 where it ends there, [batch, time]
 * @returns [batch, time]
 * @throws ShapeError when the inputs do not fit each other
 */
export function tdLambda(
  values: Tensor,
  nextValues: Tensor,
  rewards: Tensor,
  continues: Tensor,
  { discount = 0.99, lambda = 0.95, delta }: TdLambdaOptions = {},
): Tensor {
  const { time = 0 } = bindAlike("tdLambda", { values, nextValues, rewards, continues }, "[batch, time]");
  if (time === 0) return values;
  const weights = mul(continues, discount);
  const terms = add(rewards, mul(mul(weights, nextValues), 1 - lambda));
  const last = squeeze(slice(nextValues, { axes: 1, start: -1 }), 1);
  const targets = stopGradient(discountedSums(terms, mul(weights, lambda), last));
  return errorCost(sub(values, targets), delta);
}

const spec: LossSpec<TdLambdaOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: tdLambda,
  aliases: ["lambdaReturn"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Error of values against averages of returns of all lengths.",
  formula: "\\tfrac12 (V_t - G_t)^2, \\quad G_t = r_t + \\gamma ((1 - \\lambda) V_{t+1} + \\lambda G_{t+1})",
  inputs: [
    { name: "values", domain: "real", shape: "[batch, time]", grad: true },
    { name: "nextValues", domain: "real", shape: "[batch, time]" },
    { name: "rewards", domain: "real", shape: "[batch, time]" },
    { name: "continues", domain: "binary", shape: "[batch, time]", min: 0, max: 1 },
  ],
  params: {
    discount: { kind: "number", default: 0.99, min: 0, max: 1, doc: "Weight of the next step against this one." },
    lambda: { kind: "number", default: 0.95, min: 0, max: 1, doc: "Weight of longer returns against shorter ones." },
    delta: {
      kind: "number",
      default: null,
      above: 0,
      doc: "Error beyond which the cost is linear, as in Huber's; without it half of the square.",
    },
  },
  values: "[batch, time]",
  minimum: 0,
  kinks: [],
  cite: ["Sutton 1988, doi:10.1007/BF00115009"],
  reference: {},
};
export default spec;
