import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface KtoOptions {
  /** Strength: how much a nat against the reference counts. Default 0.1. */
  readonly beta?: number;
  /** Weight of good answers. Default 1. */
  readonly desirableWeight?: number;
  /** Weight of bad ones. Default 1. */
  readonly undesirableWeight?: number;
}

/**
 * Kahneman-Tversky optimisation: single answers marked good or bad, valued against a reference point, losses
 * weighed differently from gains.
 * @param logProbs of the answers, [batch]
 * @param referenceLogProbs under the reference, [batch]
 * @param desirable 1 for a good answer, 0 for a bad one, [batch]
 * @param baseline estimate of the divergence from the reference, [batch], 0 or more; constant for differentiation
 * @returns [batch]
 * @throws ShapeError when the inputs do not fit each other
 */
export function kto(
  logProbs: Tensor,
  referenceLogProbs: Tensor,
  desirable: Tensor,
  baseline: Tensor,
  { beta = 0.1, desirableWeight = 1, undesirableWeight = 1 }: KtoOptions = {},
): Tensor {
  bindAlike("kto", { logProbs, referenceLogProbs, desirable, baseline }, "[batch]");
  const reward = mul(sub(sub(logProbs, stopGradient(referenceLogProbs)), stopGradient(baseline)), beta);
  const isBad = sub(1, desirable);
  const weight = add(mul(desirable, desirableWeight), mul(isBad, undesirableWeight));
  return mul(weight, sigmoid(mul(reward, sub(isBad, desirable))));
}

const spec: LossSpec<KtoOptions, [Tensor, Tensor, Tensor, Tensor]> = {
  fn: kto,
  aliases: ["KTOLoss", "kahnemanTverskyOptimization"],
  family: "reinforcement",
  tasks: ["preferences"],
  summary: "Answers marked good or bad, one at a time.",
  formula: "\\lambda_y (1 - \\sigma(\\pm (\\beta \\log \\tfrac{\\pi(y)}{\\pi_{ref}(y)} - \\beta z_0)))",
  inputs: [
    { name: "logProbs", domain: "logProbabilities", shape: "[batch]", grad: true, max: 0 },
    { name: "referenceLogProbs", domain: "logProbabilities", shape: "[batch]", max: 0 },
    { name: "desirable", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "baseline", domain: "positive", shape: "[batch]" },
  ],
  params: {
    beta: { kind: "number", default: 0.1, above: 0, doc: "Strength: how much a nat against the reference counts." },
    desirableWeight: { kind: "number", default: 1, min: 0, doc: "Weight of good answers." },
    undesirableWeight: { kind: "number", default: 1, min: 0, doc: "Weight of bad ones." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Ethayarajh et al. 2024, arXiv:2402.01306"],
  reference: {},
};
export default spec;
