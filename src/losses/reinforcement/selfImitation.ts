import type { Tensor } from "../../core/tensor.ts";
import { add, maximum, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { stopGradient } from "../../ops/structure.ts";
import { actionLog, checkDecisions } from "../policy.ts";
import type { LossSpec } from "../spec.ts";

export interface SelfImitationOptions {
  /** Weight of the error of the value. Default 0.01. */
  readonly valueWeight?: number;
}

/**
 * Self-imitation learning: policy gradient and value error of those past decisions whose return was above the
 * value.
 * @param logits of the policy, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @param returns discounted sums of rewards, [batch, ...]
 * @param values [batch, ...]
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function selfImitation(
  logits: Tensor,
  actions: Tensor,
  returns: Tensor,
  values: Tensor,
  { valueWeight = 0.01 }: SelfImitationOptions = {},
): Tensor {
  checkDecisions("selfImitation", { logits }, { actions, returns, values });
  const better = maximum(sub(stopGradient(returns), values), 0);
  const actor = neg(mul(actionLog("selfImitation", logits, actions), stopGradient(better)));
  return add(actor, mul(square(better), valueWeight / 2));
}

const spec: LossSpec<SelfImitationOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: selfImitation,
  aliases: ["sil"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Repeats what went better than expected.",
  formula: "-(R - V)_+ \\log \\pi(a \\mid s) + \\tfrac{c}{2} (R - V)_+^2",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, ..., actions]", grad: true },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "logits" },
    { name: "returns", domain: "real", shape: "[batch, ...]" },
    { name: "values", domain: "real", shape: "[batch, ...]", grad: true },
  ],
  params: {
    valueWeight: { kind: "number", default: 0.01, min: 0, doc: "Weight of the error of the value." },
  },
  sizes: { actions: 4 },
  minimum: 0,
  kinks: [],
  cite: ["Oh et al. 2018, arXiv:1806.05635"],
  reference: {},
};
export default spec;
