import type { Domain } from "../core/domain.ts";
import type { Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { broadcastTo, reshape } from "../ops/structure.ts";

/** What a metric sees of a batch. */
export interface MetricContext {
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  /** One weight per example, [batch] in yPred's dtype; ones where none are given. */
  readonly weights: Tensor;
}

/**
 * A figure over a data set. In the graph it turns a batch into sums; JavaScript adds those up in float64 and makes the
 * figure of the totals, so it is exact over any split into batches.
 */
export interface Metric {
  /** Key in the history: "accuracy". */
  readonly name: string;
  /** The options it was made with, as plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What yPred may mean. Metrics read logits and probabilities alike from the tensor's domain, never from its values. */
  readonly takes: readonly Domain[];
  /** Sums over the batch, each of a fixed shape. */
  sums(context: MetricContext): Readonly<Record<string, Tensor>>;
  /** The figure (or a table of figures, like a confusion matrix) from the totals. */
  result(
    totals: Readonly<Record<string, { readonly shape: Shape; readonly values: Float64Array }>>,
  ): number | number[][];
}

/** Weights per example stretched over the positions of `like`, [batch, ...]. */
export function spread(weights: Tensor, like: Tensor): Tensor {
  return broadcastTo(reshape(weights, [weights.shape[0] as number, ...like.shape.slice(1).map(() => 1)]), like.shape);
}
