import { constant, type Tensor } from "../../core/tensor.ts";
import { abs, add, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { mean } from "../../ops/reduce.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MultiQuantileOptions {
  /** Which quantiles of the targets are predicted, in the order of the last axis. Default 0.1, 0.5, 0.9. */
  readonly quantiles?: readonly number[];
}

/**
 * Quantile loss of several quantiles predicted at once: the mean over the quantiles, also known as the approximate
 * continuous ranked probability score (half of it).
 * @param yTrue targets, [batch, ...] real
 * @param yPred predicted quantiles, [batch, ..., quantiles]
 * @returns [batch, ...]
 * @throws ShapeError when yPred is not shaped like yTrue with an axis of the quantiles after it
 */
export function multiQuantile(
  yTrue: Tensor,
  yPred: Tensor,
  { quantiles = [0.1, 0.5, 0.9] }: MultiQuantileOptions = {},
): Tensor {
  const notation = `[batch, ..., ${quantiles.length}]`;
  bindFloats("multiQuantile", { yTrue: [yTrue, "[batch, ...]"], yPred: [yPred, notation] });
  const tilts = quantiles.map((quantile) => 0.5 - quantile);
  const error = sub(yPred, expandDims(yTrue, -1));
  return mean(add(mul(0.5, abs(error)), mul(constant(tilts, { dtype: yPred.dtype }), error)), { axes: -1 });
}

const spec: LossSpec<MultiQuantileOptions> = {
  fn: multiQuantile,
  aliases: ["multiQuantileLoss"],
  family: "regression",
  tasks: ["quantiles"],
  summary: "Several quantiles of the targets at once.",
  formula: "\\frac{1}{m} \\sum_k \\max(q_k (y - \\hat{y}_k), (q_k - 1)(y - \\hat{y}_k))",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., quantiles]", grad: true },
  ],
  params: {
    quantiles: {
      kind: "numbers",
      default: [0.1, 0.5, 0.9],
      above: 0,
      below: 1,
      example: [0.05, 0.5, 0.8],
      doc: "Which quantiles of the targets are predicted, in the order of the last axis.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "the mean of both sides: 1/2 - quantile, over their number",
      point: {
        inputs: { yTrue: [1], yPred: [[1, 1]] },
        options: { quantiles: [0.25, 0.75] },
        gradients: { yPred: [[0.125, -0.125]] },
      },
    },
  ],
  cite: ["Koenker and Bassett 1978, doi:10.2307/1913643", "Wen et al. 2017, arXiv:1711.11053"],
  reference: {},
};
export default spec;
