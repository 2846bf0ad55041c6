import type { Tensor } from "../../core/tensor.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { exp, mulOrZero, xlogy } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface GeneralizedKlOptions {
  /** yPred are logarithms of the amounts. Default false. */
  readonly fromLog?: boolean;
  /** The axis that is summed. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Kullback-Leibler divergence of amounts that need not sum to 1 (I-divergence): never negative, 0 where both agree.
 * @param yTrue amounts from 0, [batch, ..., n]; in the unit of yPred
 * @param yPred amounts from 0 (or their logarithms), the same shape
 * @returns [batch, ...]: the shape without the summed axis
 * @throws ShapeError when the shapes differ
 */
export function generalizedKl(
  yTrue: Tensor,
  yPred: Tensor,
  { fromLog = false, axis = -1 }: GeneralizedKlOptions = {},
): Tensor {
  requireAlike("generalizedKl", yTrue, yPred);
  const logs = fromLog ? mulOrZero(yTrue, yPred) : xlogy(yTrue, yPred);
  const amount = fromLog ? exp(yPred) : yPred;
  return sum(add(sub(xlogy(yTrue, yTrue), logs), sub(amount, yTrue)), { axes: axis });
}

const spec: LossSpec<GeneralizedKlOptions> = {
  fn: generalizedKl,
  aliases: [
    "iDivergence",
    { name: "generalized_kl_divergence", options: { fromLog: true } },
    { name: "convex_kl_divergence", options: { fromLog: true } },
  ],
  family: "classification",
  tasks: ["counts", "distillation"],
  summary: "Kullback-Leibler divergence of amounts that need not sum to 1.",
  formula: "\\sum_c y_c \\log \\frac{y_c}{\\hat{y}_c} - y_c + \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    fromLog: { kind: "flag", default: false, doc: "yPred are logarithms of the amounts." },
    axis: { kind: "integer", default: -1, doc: "The axis that is summed." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a predicted amount of 0 where the target's is not, or a logarithm whose exponential overflows",
  cite: ["Csiszár 1991, Why least squares and maximum entropy? (Annals of Statistics)"],
  reference: {
    optax: { name: "generalized_kl_divergence", differs: "takes logarithms; NaN gradient by a target of 0" },
  },
};
export default spec;
