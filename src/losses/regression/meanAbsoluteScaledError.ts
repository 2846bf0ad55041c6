import { ShapeError } from "../../core/errors.ts";
import type { Tensor } from "../../core/tensor.ts";
import { abs, div, maximum, sub } from "../../ops/arithmetic.ts";
import { slice } from "../../ops/indexing.ts";
import { mean } from "../../ops/reduce.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MeanAbsoluteScaledErrorOptions {
  /** Length of a season, in steps; 1 is none. Default 1. */
  readonly season?: number;
  /** Least mean change of the history, in its unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Mean absolute scaled error, of forecasts: the absolute error over the mean change of the series' history from one
 * season to the next, which is the error of the naive forecast. Below 1 is better than naive.
 * @param yTrue targets, [batch, time] real
 * @param yPred forecasts, [batch, time]
 * @param history the series before, [batch, past], longer than a season
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit together, or the history is not longer than a season
 */
export function meanAbsoluteScaledError(
  yTrue: Tensor,
  yPred: Tensor,
  history: Tensor,
  { season = 1, epsilon = 1e-7 }: MeanAbsoluteScaledErrorOptions = {},
): Tensor {
  const where = "meanAbsoluteScaledError";
  bindFloats(where, {
    yTrue: [yTrue, "[batch, time]"],
    yPred: [yPred, "[batch, time]"],
    history: [history, "[batch, past]"],
  });
  const past = history.shape[1] as number;
  if (past <= season) throw new ShapeError(where, { expected: `history of more than ${season}`, got: `${past}` });
  const later = slice(history, { start: season, axes: 1 });
  const earlier = slice(history, { end: past - season, axes: 1 });
  const naive = mean(abs(sub(later, earlier)), { axes: 1 });
  return div(mean(abs(sub(yPred, yTrue)), { axes: 1 }), maximum(naive, epsilon));
}

const spec: LossSpec<MeanAbsoluteScaledErrorOptions, [yTrue: Tensor, yPred: Tensor, history: Tensor]> = {
  fn: meanAbsoluteScaledError,
  aliases: ["mase"],
  family: "regression",
  tasks: ["regression", "sequences"],
  summary: "Error of a forecast over that of the naive one.",
  formula: "\\frac{\\frac1n \\sum_i |\\hat{y}_i - y_i|}{\\frac{1}{p - m} \\sum_{j > m} |h_j - h_{j - m}|}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, time]" },
    { name: "yPred", domain: "real", shape: "[batch, time]", grad: true },
    { name: "history", domain: "real", shape: "[batch, past]" },
  ],
  params: {
    season: { kind: "integer", default: 1, min: 1, doc: "Length of a season, in steps; 1 is none." },
    epsilon: { kind: "number", default: 1e-7, above: 0, doc: "Least mean change of the history, in its unit." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 2]], yPred: [[1, 3]], history: [[0, 2, 4]] }, gradients: { yPred: [[0, 0.25]] } },
    },
  ],
  cite: ["Hyndman and Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001"],
  reference: {},
};
export default spec;
