import type { Tensor } from "../../core/tensor.ts";
import { abs, div, maximum, mul, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

export interface MeanAbsolutePercentageErrorOptions {
  /** Least size of a target, in its unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Mean absolute percentage error: the error in percent of the target, averaged over the last axis. Targets nearer to 0
 * than `epsilon` count as that far away: prefer another loss where 0 is a usual target.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function meanAbsolutePercentageError(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 1e-7 }: MeanAbsolutePercentageErrorOptions = {},
): Tensor {
  requireAlike("meanAbsolutePercentageError", yTrue, yPred);
  const percent = div(100, maximum(abs(yTrue), epsilon));
  return meanLastAxis(mul(abs(sub(yPred, yTrue)), percent));
}

const spec: LossSpec<MeanAbsolutePercentageErrorOptions> = {
  fn: meanAbsolutePercentageError,
  aliases: ["mape"],
  family: "regression",
  tasks: ["regression", "counts"],
  summary: "The error in percent of the target.",
  formula: "\\frac{100}{n} \\sum_i \\frac{|\\hat{y}_i - y_i|}{\\max(|y_i|, \\epsilon)}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 1e-7, above: 0, doc: "Least size of a target, in its unit." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [1, 2], yPred: [1, 3] }, gradients: { yPred: [0, 50] } },
    },
  ],
  cite: ["de Myttenaere et al. 2016, arXiv:1605.02541"],
  reference: { keras: "MeanAbsolutePercentageError", tfjs: "meanAbsolutePercentageError" },
};
export default spec;
