import type { Domain } from "../core/domain.ts";
import type { Tensor } from "../core/tensor.ts";
import { abs, mul, square, sub } from "../ops/arithmetic.ts";
import { cast, fullLike, sum } from "../ops/structure.ts";
import { alignTargets, defineMetric, figure, type Metric, type MetricContext, ratio, spread } from "./metric.ts";
import { productSum } from "./product-sum.ts";

const domains: readonly Domain[] = ["unknown", "real", "positive", "probabilities", "simplex", "binary", "sign", "box"];

/** Targets as numbers of the prediction's shape. */
function targets({ yTrue, yPred }: MetricContext): Tensor {
  return cast(alignTargets(yTrue, yPred), yPred.dtype);
}

function errorMetric(
  name: string,
  error: (difference: Tensor) => Tensor,
  finish: (mean: number) => number = (mean) => mean,
): Metric {
  return defineMetric({
    name,
    better: "lower",
    options: {},
    takes: domains,
    sums(context) {
      const errors = error(sub(targets(context), context.yPred));
      const weights = spread(context.weights, errors);
      return { total: sum(mul(errors, weights)), weight: sum(weights) };
    },
    result: (totals) => finish(ratio(figure(totals, "total"), figure(totals, "weight"))),
  });
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

/**
 * Share of the target's variance that is explained: 1 - Σ w (y - ŷ)² / Σ w (y - ȳ)², the mean of it over the last axis of
 * [batch, ..., outputs]. For a constant target 1 where it is met exactly, else 0. On WebGPU, which has no
 * float64, digits are lost where the target's mean is hundreds of times its deviation.
 */
export function r2(): Metric {
  return defineMetric({
    name: "r2",
    better: "higher",
    options: {},
    takes: domains,
    sums(context) {
      const truth = targets(context);
      const weights = spread(context.weights, truth);
      const ones = fullLike(truth, 1);
      const axes = truth.shape.flatMap((_, axis) => (axis > 0 && axis === truth.rank - 1 ? [] : [axis]));
      // In two parts each: the variance is a difference of sums, which in float32 has no digits where the mean is large.
      const [squares, squaresRest] = productSum([weights, truth, truth], axes);
      const [total, totalRest] = productSum([weights, truth, ones], axes);
      const error = sum(mul(weights, square(sub(truth, context.yPred))), { axes });
      return { error, squares, squaresRest, total, totalRest, weight: sum(weights, { axes }) };
    },
    result(totals) {
      const of = (name: string): Float64Array => totals[name]?.values ?? new Float64Array();
      const both = (name: string): Float64Array => of(name).map((value, i) => value + (of(`${name}Rest`)[i] as number));
      const [errors, squares, sums] = [of("error"), both("squares"), both("total")];
      const parts = Array.from(of("weight"), (weight, i) => {
        const [error, total] = [errors[i] as number, squares[i] as number];
        const variance = total - ratio((sums[i] as number) ** 2, weight);
        // What rounding leaves of a constant target.
        if (variance <= 1e-14 * total) return error === 0 ? 1 : 0;
        return 1 - error / variance;
      });
      return ratio(
        parts.reduce((a, b) => a + b, 0),
        parts.length,
      );
    },
  });
}
