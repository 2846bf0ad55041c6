import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface CorrelationDistanceOptions {
  /** Along which axis they are correlated. Default -1. */
  readonly axis?: number;
}

/**
 * One less Pearson's correlation of target and prediction along an axis: 0 where one is a rising linear function of the
 * other, 2 where a falling one. Shift and scale of the predictions do not matter; a constant vector has correlation 0,
 * with zero gradient.
 * @param yTrue targets, [batch, ..., n]
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the axis
 * @throws ShapeError when the shapes differ or have a single axis
 */
export function correlationDistance(
  yTrue: Tensor,
  yPred: Tensor,
  { axis = -1 }: CorrelationDistanceOptions = {},
): Tensor {
  bindFloats("correlationDistance", { yTrue: [yTrue, "[batch, ..., n]"], yPred: [yPred, "[batch, ..., n]"] });
  const direction = (x: Tensor): Tensor => l2Normalize(sub(x, mean(x, { axes: axis, keepDims: true })), { axes: axis });
  return sub(1, sum(mul(direction(yTrue), direction(yPred)), { axes: axis }));
}

const spec: LossSpec<CorrelationDistanceOptions> = {
  fn: correlationDistance,
  aliases: ["pearson", "pearsonCorrelation"],
  family: "regression",
  tasks: ["regression"],
  summary: "One less the correlation of target and prediction.",
  formula:
    "1 - \\frac{\\sum_i (y_i - \\bar{y})(\\hat{y}_i - \\bar{\\hat{y}})}{\\|y - \\bar{y}\\| \\, \\|\\hat{y} - \\bar{\\hat{y}}\\|}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    axis: { kind: "integer", default: -1, doc: "Along which axis they are correlated." },
  },
  minimum: 0,
  kinks: [
    {
      at: "a constant vector",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 2, 3]], yPred: [[0, 0, 0]] }, gradients: { yPred: [[0, 0, 0]] } },
    },
  ],
  cite: ["Pearson 1896, doi:10.1098/rsta.1896.0007"],
  reference: {},
};
export default spec;
