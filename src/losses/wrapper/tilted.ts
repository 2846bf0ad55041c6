import type { Tensor } from "../../core/tensor.ts";
import { div, mul, sub } from "../../ops/arithmetic.ts";
import { logSumExp, mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { requireBatch } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface TiltedOptions {
  /** The loss that is tilted. Default mean squared error. */
  readonly loss?: LossOption;
  /** Above 0 the largest values count more, towards their maximum; below 0 the smallest; 0 is the mean. Default 1. */
  readonly t?: number;
}

/**
 * Tilted empirical risk: an exponential mean of the loss over the batch, between its minimum, its mean and its maximum. For
 * fairness to rare examples (t above 0) or robustness to outliers (t below 0).
 * @param yTrue as the loss takes it
 * @param yPred as the loss takes it
 * @returns one number for the batch
 * @throws what the loss throws
 */
export function tilted(yTrue: Tensor, yPred: Tensor, { loss = meanSquaredError, t = 1 }: TiltedOptions = {}): Tensor {
  requireBatch("tilted", { yTrue, yPred });
  const values = loss(yTrue, yPred);
  if (values.size === 0) return sum(values);
  if (t === 0) return mean(values);
  return div(sub(logSumExp(mul(values, t)), Math.log(values.size)), t);
}

const spec: LossSpec<TiltedOptions> = {
  fn: tilted,
  aliases: ["TERM"],
  family: "wrapper",
  tasks: ["outliers", "imbalance", "noise"],
  summary: "An exponential mean of a loss over the batch, between its minimum and its maximum.",
  formula: "\\frac1t \\log \\left(\\frac1n \\sum_i e^{t \\ell_i}\\right)",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "meanAbsoluteError", doc: "The loss that is tilted." },
    t: { kind: "number", default: 1, example: -2, doc: "Above 0 large values count more, below 0 small ones." },
  },
  values: "[]",
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Li et al. 2020, arXiv:2007.01162"],
  reference: {},
};
export default spec;
