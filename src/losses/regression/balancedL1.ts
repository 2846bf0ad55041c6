import type { Tensor } from "../../core/tensor.ts";
import { abs, add, clip, mul, sign, sub } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { stopGradient } from "../../ops/structure.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface BalancedL1Options {
  /** Gradient of small errors: the less, the more they count. Default 0.5. */
  readonly alpha?: number;
  /** Slope of large errors. Default 1.5. */
  readonly gamma?: number;
  /** Error size where it turns linear, in the unit of yPred. Default 1. */
  readonly beta?: number;
}

/**
 * Balanced L1 loss, for boxes: like smooth L1, with a larger gradient for small errors and slope `gamma` beyond `beta`;
 * averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function balancedL1(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 0.5, gamma = 1.5, beta = 1 }: BalancedL1Options = {},
): Tensor {
  requireAlike("balancedL1", yTrue, yPred);
  const steepness = Math.expm1(gamma / alpha) / beta;
  const held = (error: Tensor): Tensor => clip(abs(error), 0, beta);
  const bent = (error: Tensor): Tensor => mul(steepness, held(error));
  const value = (error: Tensor): Tensor =>
    add(
      mul(alpha / steepness, sub(mul(add(bent(error), 1), log1p(bent(error))), bent(error))),
      mul(gamma, sub(abs(error), held(error))),
    );
  const slope = (error: Tensor): Tensor => mul(mul(alpha, stopGradient(sign(error))), log1p(bent(error)));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<BalancedL1Options> = {
  fn: balancedL1,
  aliases: ["BalancedL1Loss", "balanced_l1_loss"],
  family: "regression",
  tasks: ["boxes", "regression"],
  summary: "Smooth L1 that hears small errors better.",
  formula:
    "\\begin{cases} \\frac{\\alpha}{b} (b|e| + 1) \\log(b|e| + 1) - \\alpha |e| & |e| < \\beta \\\\ \\gamma |e| + C & |e| \\ge \\beta \\end{cases}, \\quad b = \\frac{e^{\\gamma / \\alpha} - 1}{\\beta}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 0.5, above: 0, doc: "Gradient of small errors: the less, the more they count." },
    gamma: { kind: "number", default: 1.5, above: 0, doc: "Slope of large errors." },
    beta: { kind: "number", default: 1, above: 0, doc: "Error size where it turns linear, in the unit of yPred." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Pang et al. 2019, arXiv:1904.02701"],
  reference: {},
};
export default spec;
