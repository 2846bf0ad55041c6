import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { describe, type Tensor } from "../core/tensor.ts";
import { mul } from "../ops/arithmetic.ts";
import { equal, indicator } from "../ops/compare.ts";
import { oneHot } from "../ops/gather.ts";
import { matMul } from "../ops/matmul.ts";
import { any } from "../ops/reduce.ts";
import { topK } from "../ops/sort.ts";
import { reshape, sum, transpose } from "../ops/structure.ts";
import { checkThreshold, classifierDomains, isBinary, predictedClasses, type Reading, trueClasses } from "./classes.ts";
import { defineMetric, figure, type Metric, type MetricContext, type MetricTotals, ratio, spread } from "./metric.ts";

/** A share: Σ w·hit / Σ w. */
function shareMetric(name: string, options: Record<string, unknown>, hits: (context: MetricContext) => Tensor): Metric {
  return defineMetric({
    name,
    better: "higher",
    options,
    takes: classifierDomains,
    sums(context) {
      const hit = indicator(hits(context), context.yPred);
      const weights = spread(context.weights, hit);
      return { hits: sum(mul(hit, weights)), weight: sum(weights) };
    },
    result: (totals) => ratio(figure(totals, "hits"), figure(totals, "weight")),
  });
}

export interface ThresholdOptions {
  /** Probability from which a yes-or-no score counts as yes. Default 0.5. */
  readonly threshold?: number;
}

function accuracyMetric(name: string, reading: Reading, threshold: number): Metric {
  checkThreshold(name, threshold);
  return shareMetric(name, reading === "categorical" ? {} : { threshold }, (context) =>
    equal(trueClasses(context, reading), predictedClasses(context, threshold, reading)),
  );
}

/**
 * Share of predictions that are right. One score per example, or a sigmoid's: yes from the threshold on. Several: the
 * largest, against class indices or one-hot rows.
 */
export function accuracy({ threshold = 0.5 }: ThresholdOptions = {}): Metric {
  return accuracyMetric("accuracy", "auto", threshold);
}

/** Share of yes-or-no scores that are right, each by itself. yTrue has the shape of yPred. */
export function binaryAccuracy({ threshold = 0.5 }: ThresholdOptions = {}): Metric {
  return accuracyMetric("binaryAccuracy", "binary", threshold);
}

/** Share of examples whose largest score is their class's. yTrue: class indices [batch, ...] or one-hot [batch, ..., classes]. */
export function categoricalAccuracy(): Metric {
  return accuracyMetric("categoricalAccuracy", "categorical", 0.5);
}

/** Share of examples whose class is among the k (default 5) largest scores. yTrue: class indices or one-hot rows. */
export function topKAccuracy({ k = 5 }: { readonly k?: number } = {}): Metric {
  if (!(Number.isInteger(k) && k > 0))
    throw new ArgumentError("topKAccuracy", { expected: "k: a whole number from 1", got: describe(k) });
  const name = `top${k}Accuracy`;
  return shareMetric(name, { k }, (context) => {
    const { yPred } = context;
    if (yPred.rank < 2 || yPred.shape.at(-1) === 1)
      throw new ShapeError(name, {
        expected: "one score per class, [batch, ..., classes]",
        got: shapeText(yPred.shape),
        fix: "use binaryAccuracy for one score",
      });
    const { indices } = topK(yPred, Math.min(k, yPred.shape.at(-1) as number));
    const classes = trueClasses(context, "categorical");
    return any(equal(indices, reshape(classes, [...classes.shape, 1])), { axes: -1 });
  });
}

/** counts[true][predicted], weighted. */
function confusionSums(context: MetricContext, threshold: number): Tensor {
  const { yPred } = context;
  const classes = isBinary(context) ? 2 : (yPred.shape.at(-1) as number);
  const dtype = yPred.dtype as "float32";
  const rows = (x: Tensor): Tensor => oneHot(reshape(x, [x.size]), classes, { dtype });
  const truth = trueClasses(context);
  const weights = reshape(spread(context.weights, truth), [truth.size, 1]);
  return matMul(transpose(mul(rows(truth), weights)), rows(predictedClasses(context, threshold)));
}

function toTable({ counts }: MetricTotals): number[][] {
  const size = counts?.shape[0] ?? 0;
  return Array.from({ length: size }, (_, row) => Array.from(counts?.values.slice(row * size, (row + 1) * size) ?? []));
}

/** How often each class (row) was taken for each class (column); a table, not a figure. */
export function confusionMatrix({ threshold = 0.5 }: ThresholdOptions = {}): Metric {
  checkThreshold("confusionMatrix", threshold);
  return defineMetric({
    name: "confusionMatrix",
    options: { threshold },
    takes: classifierDomains,
    sums: (context) => ({ counts: confusionSums(context, threshold) }),
    result: toTable,
  });
}

export interface AverageOptions extends ThresholdOptions {
  /**
   * Over more than two classes: "macro" is the mean of the figures of the classes that occur (as labels or predictions),
   * "micro" counts all decisions together. Default "macro".
   */
  readonly average?: "macro" | "micro";
}

/** What a class's decisions come to. */
interface Counts {
  readonly hits: number;
  readonly falseAlarms: number;
  readonly misses: number;
}

/** A figure of each class's decisions. With two classes it is that of class 1. */
function perClassMetric(
  name: string,
  { threshold = 0.5, average = "macro" }: AverageOptions,
  of: (counts: Counts) => number,
): Metric {
  checkThreshold(name, threshold);
  if (average !== "macro" && average !== "micro")
    throw new ArgumentError(name, { expected: 'average: "macro" or "micro"', got: describe(average) });
  const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return defineMetric({
    name,
    better: "higher",
    options: { threshold, average },
    takes: classifierDomains,
    sums: (context) => ({ counts: confusionSums(context, threshold) }),
    result(totals) {
      const table = toTable(totals);
      const parts = table.map((row, c): Counts => {
        const hits = row[c] as number;
        return { hits, falseAlarms: total(table.map((other) => other[c] as number)) - hits, misses: total(row) - hits };
      });
      if (parts.length === 2) return of(parts[1] as Counts);
      if (average === "micro")
        return of({
          hits: total(parts.map(({ hits }) => hits)),
          falseAlarms: total(parts.map(({ falseAlarms }) => falseAlarms)),
          misses: total(parts.map(({ misses }) => misses)),
        });
      const seen = parts.filter(({ hits, falseAlarms, misses }) => hits + falseAlarms + misses > 0);
      return ratio(total(seen.map(of)), seen.length);
    },
  });
}

/** Share of what was predicted that is right; 0 where nothing was predicted. With two classes, of class 1. */
export function precision(options: AverageOptions = {}): Metric {
  return perClassMetric("precision", options, ({ hits, falseAlarms }) => ratio(hits, hits + falseAlarms));
}

/** Share of what is there that was found; 0 where nothing is there. With two classes, of class 1. */
export function recall(options: AverageOptions = {}): Metric {
  return perClassMetric("recall", options, ({ hits, misses }) => ratio(hits, hits + misses));
}

/** Harmonic mean of precision and recall (van Rijsbergen 1979). With two classes, of class 1. */
export function f1(options: AverageOptions = {}): Metric {
  return perClassMetric("f1", options, ({ hits, falseAlarms, misses }) =>
    ratio(2 * hits, 2 * hits + falseAlarms + misses),
  );
}

/**
 * Intersection over union of what is there and what was predicted (Jaccard 1912, doi:10.1111/j.1469-8137.1912.tb05611.x), over
 * all examples together. With two classes, or masks of yes and no, of class 1; of several classes, their mean.
 */
export function iou(options: AverageOptions = {}): Metric {
  return perClassMetric("iou", options, ({ hits, falseAlarms, misses }) => ratio(hits, hits + falseAlarms + misses));
}
