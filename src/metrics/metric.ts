import type { Domain } from "../core/domain.ts";
import { DomainError, ShapeError } from "../core/errors.ts";
import { type Shape, sameShape, shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { alignRows } from "../losses/reduce.ts";
import { reshape } from "../ops/structure.ts";

/** What a metric sees of a batch. */
export interface MetricContext {
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  /** What the loss says of several scores per example: each is a yes or no of its own (true), or one of them is right (false). */
  readonly independent?: boolean;
  /** One weight per example or position, [batch] or [batch, ...] in yPred's dtype; ones where none are given. */
  readonly weights: Tensor;
}

/** Sums over a data set, by name. */
export type MetricTotals = Readonly<Record<string, { readonly shape: Shape; readonly values: Float64Array }>>;

/**
 * A figure over a data set. In the graph it turns a batch into sums; JavaScript adds those up in float64 and makes the
 * figure of the totals, so it is exact over any split into batches.
 */
export interface Metric {
  /** Key in the history: "accuracy". */
  readonly name: string;
  /** The options it was made with, as plain data. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether a higher or a lower figure is better; undefined for a table, or where it depends. */
  readonly better?: "higher" | "lower" | undefined;
  /** What yPred may mean. Metrics read logits and probabilities alike from the tensor's domain, never from its values. */
  readonly takes: readonly Domain[];
  /** Sums over the batch, each of a fixed shape. @throws DomainError for a prediction of another meaning */
  sums(context: MetricContext): Readonly<Record<string, Tensor>>;
  /** The figure (or a table of figures, like a confusion matrix) from the totals. */
  result(totals: MetricTotals): number | number[][];
}

/** Refuses a prediction that a metric cannot read. @throws DomainError */
export function requireMeaning({ name, takes }: Pick<Metric, "name" | "takes">, yPred: Tensor): void {
  if (!takes.includes(yPred.domain))
    throw new DomainError(`metric "${name}"`, {
      expected: `predictions that are ${takes.join(", ")}`,
      got: `${yPred.domain} from ${yPred.name}`,
      fix: "choose a metric of that kind, or change the last layer",
    });
}

/** A metric that refuses predictions whose meaning it cannot read. */
export function defineMetric(metric: Metric): Metric {
  return {
    ...metric,
    sums(context) {
      requireMeaning(metric, context.yPred);
      return metric.sums(context);
    },
  };
}

/** Weights per example or position stretched over the positions of `like`, [batch, ...]. */
export function spread(weights: Tensor, like: Tensor): Tensor {
  return alignRows("metric: weights", weights, like.shape);
}

/** Targets under the shape of the prediction, from which an axis of size 1 at the end may be missing. They are never broadcast. */
export function alignTargets(yTrue: Tensor, yPred: Tensor): Tensor {
  if (sameShape(yTrue.shape, yPred.shape)) return yTrue;
  const differByOne = sameShape([...yTrue.shape, 1], yPred.shape) || sameShape(yTrue.shape, [...yPred.shape, 1]);
  if (differByOne) return reshape(yTrue, yPred.shape);
  throw new ShapeError("metric", {
    expected: `targets of shape ${shapeText(yPred.shape)}, that of the prediction`,
    got: shapeText(yTrue.shape),
    ...(yTrue.size === yPred.size ? { fix: `reshape the targets to ${shapeText(yPred.shape)}` } : {}),
  });
}

/** A total that is one number; 0 where nothing was added up. */
export function figure(totals: MetricTotals, name: string): number {
  return totals[name]?.values[0] ?? 0;
}

/** part / whole, and 0 where the whole is 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
