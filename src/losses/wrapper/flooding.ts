import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sign, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { stopGradient } from "../../ops/structure.ts";
import { requireBatch } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface FloodingOptions {
  /** The loss that is kept from falling further. Default mean squared error. */
  readonly loss?: LossOption;
  /** The flood level b, in the loss's unit. Default 0.1. */
  readonly level?: number;
  /** Flood every value by itself instead of the batch's mean. Default false. */
  readonly each?: boolean;
}

/**
 * Flooding: below a level, the loss's mean over the batch is pushed up again, so that training does not go on to memorise.
 * The mean of the values is |mean - b| + b; so is its gradient.
 * @param yTrue as the loss takes it
 * @param yPred as the loss takes it
 * @returns what the loss gives: [batch, ...] for mean squared error
 * @throws what the loss throws
 */
export function flooding(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = meanSquaredError, level = 0.1, each = false }: FloodingOptions = {},
): Tensor {
  requireBatch("flooding", { yTrue, yPred });
  const values = loss(yTrue, yPred);
  const above = sub(each ? values : mean(values, { keepDims: true }), level);
  return add(mul(stopGradient(sign(above)), sub(values, level)), level);
}

const spec: LossSpec<FloodingOptions> = {
  fn: flooding,
  aliases: [],
  family: "wrapper",
  tasks: ["noise", "regression", "multiclass"],
  summary: "Below a level, a loss is pushed up again.",
  formula: "\\mathrm{sign}\\left(\\bar{\\ell} - b\\right) (\\ell_i - b) + b",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "meanAbsoluteError", doc: "The loss that is flooded." },
    level: { kind: "number", default: 0.1, min: 0, doc: "The flood level, in the loss's unit." },
    each: { kind: "flag", default: false, doc: "Flood every value by itself, not the batch's mean." },
  },
  coupled: true,
  minimum: null,
  kinks: [
    {
      at: "a mean equal to the level",
      gradient: "0",
      point: { inputs: { yTrue: [[0]], yPred: [[1]] }, options: { level: 1 }, gradients: { yPred: [[0]] } },
    },
  ],
  cite: ["Ishida et al. 2020, arXiv:2002.08709"],
  reference: {},
};
export default spec;
