import type { Tensor } from "../../core/tensor.ts";
import { abs, add, mul, sub } from "../../ops/arithmetic.ts";
import { divideOrZero } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type SymmetricMeanAbsolutePercentageErrorOptions = Readonly<Record<never, never>>;

/**
 * Symmetric mean absolute percentage error: the error in percent of the mean size of target and prediction, averaged
 * over the last axis; 0 to 200. Two zeros have no error.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function symmetricMeanAbsolutePercentageError(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("symmetricMeanAbsolutePercentageError", yTrue, yPred);
  const size = add(abs(yTrue), abs(yPred));
  return meanLastAxis(mul(200, divideOrZero(abs(sub(yPred, yTrue)), size)));
}

const spec: LossSpec<SymmetricMeanAbsolutePercentageErrorOptions> = {
  fn: symmetricMeanAbsolutePercentageError,
  aliases: ["smape"],
  family: "regression",
  tasks: ["regression", "counts"],
  summary: "The error in percent of the mean size of target and prediction.",
  formula: "\\frac{200}{n} \\sum_i \\frac{|\\hat{y}_i - y_i|}{|y_i| + |\\hat{y}_i|}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [1, 1], yPred: [1, 3] }, gradients: { yPred: [0, 25] } },
    },
    {
      at: "yPred = 0",
      gradient: "that of the error alone",
      point: { inputs: { yTrue: [2, 0], yPred: [0, 0] }, gradients: { yPred: [-100, 0] } },
    },
  ],
  cite: ["Makridakis 1993, doi:10.1016/0169-2070(93)90079-3"],
  reference: {},
};
export default spec;
