import type { Tensor } from "../../core/tensor.ts";
import { abs, div, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface WeightedAbsolutePercentageErrorOptions {
  /** Least size of a row of targets, in their unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Weighted absolute percentage error: the absolute errors of a row over the sizes of its targets, in percent. Zeros
 * among the targets do no harm.
 * @param yTrue targets, [batch, ..., n] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...]
 * @throws ShapeError when the shapes differ or have a single axis
 */
export function weightedAbsolutePercentageError(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 1e-7 }: WeightedAbsolutePercentageErrorOptions = {},
): Tensor {
  bindFloats("weightedAbsolutePercentageError", {
    yTrue: [yTrue, "[batch, ..., n]"],
    yPred: [yPred, "[batch, ..., n]"],
  });
  const size = maximum(sum(abs(yTrue), { axes: -1 }), epsilon);
  return mul(100, div(sum(abs(sub(yPred, yTrue)), { axes: -1 }), size));
}

const spec: LossSpec<WeightedAbsolutePercentageErrorOptions> = {
  fn: weightedAbsolutePercentageError,
  aliases: ["wape"],
  family: "regression",
  tasks: ["regression", "counts"],
  summary: "Absolute errors in percent of all targets of a row.",
  formula: "100 \\, \\frac{\\sum_i |\\hat{y}_i - y_i|}{\\sum_i |y_i|}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 1e-7, above: 0, doc: "Least size of a row of targets, in their unit." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 3]], yPred: [[1, 4]] }, gradients: { yPred: [[0, 25]] } },
    },
  ],
  cite: ["Kolassa and Schütz 2007, Advantages of the MAD/mean ratio over the MAPE"],
  reference: {},
};
export default spec;
