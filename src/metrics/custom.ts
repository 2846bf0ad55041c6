import { ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { sum } from "../ops/structure.ts";
import { figure, type Metric, ratio, spread } from "./metric.ts";

/**
 * A metric of your own: the weighted mean of a number per example or position.
 * @param name key in the history
 * @param of [batch, ...] from targets and predictions; the batch axis stays
 */
export function meanMetric(name: string, of: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric {
  return {
    name,
    options: {},
    takes: [
      "unknown",
      "real",
      "positive",
      "logits",
      "probabilities",
      "logProbabilities",
      "binary",
      "sign",
      "classIndex",
      "simplex",
      "embedding",
      "box",
    ],
    sums({ yTrue, yPred, weights }) {
      const values = of(yTrue, yPred);
      if (values.shape[0] !== weights.shape[0])
        throw new ShapeError(`metric "${name}"`, {
          expected: `a first axis of ${weights.shape[0]} (the batch)`,
          got: shapeText(values.shape),
          fix: "do not reduce over the batch: weights and the mean are applied afterwards",
        });
      const factors = spread(weights, values);
      return { total: sum(mul(values, factors)), weight: sum(factors) };
    },
    result: (totals) => ratio(figure(totals, "total"), figure(totals, "weight")),
  };
}
