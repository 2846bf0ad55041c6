import { ShapeError } from "../core/errors.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { abs, mul, square, sub } from "../ops/arithmetic.ts";
import { cast, reshape, sum } from "../ops/structure.ts";
import { type Metric, type MetricContext, spread } from "./metric.ts";

const domains = ["real", "positive", "unknown", "probabilities", "binary"] as const;

/** Targets as numbers of the prediction's shape; they are never broadcast. */
function targets({ yTrue, yPred }: MetricContext): Tensor {
  const numbers = cast(yTrue, yPred.dtype);
  if (sameShape(numbers.shape, yPred.shape)) return numbers;
  if (sameShape([...numbers.shape, 1], yPred.shape)) return reshape(numbers, yPred.shape);
  throw new ShapeError("metric", {
    expected: `targets of shape ${shapeText(yPred.shape)}`,
    got: shapeText(yTrue.shape),
  });
}

type Total = Readonly<Record<string, { readonly values: Float64Array }>>;
const first = (totals: Total, name: string): number => totals[name]?.values[0] ?? 0;

function errorMetric(
  name: string,
  error: (difference: Tensor) => Tensor,
  finish: (mean: number) => number = (mean) => mean,
): Metric {
  return {
    name,
    options: {},
    takes: domains,
    sums(context) {
      const errors = error(sub(targets(context), context.yPred));
      const weights = spread(context.weights, errors);
      return { total: sum(mul(errors, weights)), weight: sum(weights) };
    },
    result: (totals) => finish(first(totals, "total") / (first(totals, "weight") || 1)),
  };
}

/** Mean of the squared error over all numbers. */
export function meanSquaredErrorMetric(): Metric {
  return errorMetric("meanSquaredError", square);
}

/** Root of the mean squared error, in the unit of the target. */
export function rootMeanSquaredErrorMetric(): Metric {
  return errorMetric("rootMeanSquaredError", square, Math.sqrt);
}

/** Mean size of the error, in the unit of the target. */
export function meanAbsoluteErrorMetric(): Metric {
  return errorMetric("meanAbsoluteError", abs);
}

/** Share of the target's variance that is explained: 1 - Σ w (y - ŷ)² / Σ w (y - ȳ)²; 0 for a constant target. */
export function r2(): Metric {
  return {
    name: "r2",
    options: {},
    takes: domains,
    sums(context) {
      const truth = targets(context);
      const weights = spread(context.weights, truth);
      return {
        error: sum(mul(weights, square(sub(truth, context.yPred)))),
        squares: sum(mul(weights, square(truth))),
        total: sum(mul(weights, truth)),
        weight: sum(weights),
      };
    },
    result(totals) {
      const weight = first(totals, "weight") || 1;
      const variance = first(totals, "squares") - first(totals, "total") ** 2 / weight;
      return variance <= 0 ? 0 : 1 - first(totals, "error") / variance;
    },
  };
}
