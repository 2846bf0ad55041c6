import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { checkDecisions, importance, ofAction } from "../policy.ts";
import type { LossSpec } from "../spec.ts";
import { divergence } from "../teacher.ts";

export interface PpoPenaltyOptions {
  /** Weight of the divergence. Default 1. */
  readonly beta?: number;
}

/**
 * Proximal policy optimisation with a penalty on the divergence of the old policy from the new one, instead of
 * clipping.
 * @param logits of the policy, [batch, ..., actions]
 * @param oldLogits of the policy that acted, [batch, ..., actions]
 * @param actions taken, [batch, ...] integers
 * @param advantages how much better each action was than expected, [batch, ...]; constant for differentiation
 * @returns [batch, ...]
 * @throws ShapeError when the inputs do not fit each other
 */
export function ppoPenalty(
  logits: Tensor,
  oldLogits: Tensor,
  actions: Tensor,
  advantages: Tensor,
  { beta = 1 }: PpoPenaltyOptions = {},
): Tensor {
  checkDecisions("ppoPenalty", { logits, oldLogits }, { actions, advantages });
  const [now, before] = [logSoftmax(logits), stopGradient(logSoftmax(oldLogits))];
  const ratio = importance(ofAction("ppoPenalty", now, actions), ofAction("ppoPenalty", before, actions));
  return sub(mul(beta, divergence(before, now)), mul(ratio, stopGradient(advantages)));
}

const spec: LossSpec<PpoPenaltyOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: ppoPenalty,
  aliases: ["KLPENPPOLoss", "ppoKl"],
  family: "reinforcement",
  tasks: ["control"],
  summary: "Policy gradient with a price on moving away from the policy that acted.",
  formula: "-\\frac{\\pi}{\\pi_{old}} A + \\beta\\, \\mathrm{KL}(\\pi_{old} \\Vert \\pi)",
  inputs: [
    { name: "logits", domain: "logits", shape: "[batch, ..., actions]", grad: true },
    { name: "oldLogits", domain: "logits", shape: "[batch, ..., actions]" },
    { name: "actions", domain: "classIndex", shape: "[batch, ...]", classesOf: "logits" },
    { name: "advantages", domain: "real", shape: "[batch, ...]" },
  ],
  params: {
    beta: { kind: "number", default: 1, min: 0, doc: "Weight of the divergence." },
  },
  sizes: { actions: 4 },
  minimum: null,
  kinks: [],
  cite: ["Schulman et al. 2017, arXiv:1707.06347"],
  reference: {},
};
export default spec;
