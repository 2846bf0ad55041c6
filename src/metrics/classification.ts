import { isFloat } from "../core/dtype.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import { equal, greaterEqual, indicator } from "../ops/compare.ts";
import { sigmoid } from "../ops/exponential.ts";
import { oneHot } from "../ops/gather.ts";
import { matMul } from "../ops/matmul.ts";
import { any, argMax } from "../ops/reduce.ts";
import { topK } from "../ops/sort.ts";
import { cast, reshape, sum, transpose } from "../ops/structure.ts";
import { type Metric, type MetricContext, spread } from "./metric.ts";

const classifierDomains = ["probabilities", "logits", "logProbabilities", "unknown", "real"] as const;

/** Whether a prediction is one yes-or-no score rather than one score per class. */
function isBinary({ yTrue, yPred }: Pick<MetricContext, "yTrue" | "yPred">): boolean {
  return (
    yPred.rank === 1 ||
    yPred.shape.at(-1) === 1 ||
    (yPred.rank === yTrue.rank && yPred.domain === "probabilities" && yPred.node.op.name === "sigmoid")
  );
}

/** Where a yes-or-no score says yes: probabilities at the threshold, logits at its logit. Read from the domain, never from the values. */
function scoreThreshold(yPred: Tensor, threshold: number): number {
  return yPred.domain === "logits" ? Math.log(threshold / (1 - threshold)) : threshold;
}

/** True classes as int64: indices as they are, one-hot rows by their largest, scores by the threshold. */
function trueClasses({ yTrue, yPred }: MetricContext): Tensor {
  if (isBinary({ yTrue, yPred })) return reshape(cast(yTrue, "int64"), yPred.shape);
  if (yTrue.rank === yPred.rank && yTrue.shape.at(-1) === yPred.shape.at(-1))
    return argMax(isFloat(yTrue.dtype) ? yTrue : cast(yTrue, "float32"));
  const shape = yPred.shape.slice(0, -1);
  if (yTrue.size !== shape.reduce((a, b) => a * b, 1))
    throw new ShapeError("metric", {
      expected: `labels of shape ${shapeText(shape)} or one-hot rows of shape ${shapeText(yPred.shape)}`,
      got: shapeText(yTrue.shape),
    });
  return reshape(cast(yTrue, "int64"), shape);
}

function predictedClasses(context: MetricContext, threshold: number): Tensor {
  const { yPred } = context;
  if (isBinary(context)) return cast(greaterEqual(yPred, scoreThreshold(yPred, threshold)), "int64");
  return argMax(yPred);
}

/** A share: Σ w·hit / Σ w. */
function shareMetric(name: string, options: Record<string, unknown>, hits: (context: MetricContext) => Tensor): Metric {
  return {
    name,
    options,
    takes: classifierDomains,
    sums(context) {
      const hit = indicator(hits(context), context.yPred);
      const weights = spread(context.weights, hit);
      return { hits: sum(mul(hit, weights)), weight: sum(weights) };
    },
    result: ({ hits: total, weight }) => (total?.values[0] ?? 0) / (weight?.values[0] || 1),
  };
}

export interface ThresholdOptions {
  /** Probability from which a yes-or-no score counts as yes. Default 0.5. */
  readonly threshold?: number;
}

/** Share of predictions that are right. One score: yes from the threshold on; several: the largest. Labels may be indices or one-hot. */
export function accuracy({ threshold = 0.5 }: ThresholdOptions = {}): Metric {
  checkThreshold("accuracy", threshold);
  return shareMetric("accuracy", { threshold }, (context) =>
    equal(trueClasses(context), predictedClasses(context, threshold)),
  );
}

/** Share of examples whose class is among the k largest scores. */
export function topKAccuracy({ k = 5 }: { readonly k?: number } = {}): Metric {
  if (!(Number.isInteger(k) && k > 0))
    throw new ArgumentError("topKAccuracy: k", { expected: "a whole number from 1", got: String(k) });
  return shareMetric(`top${k}Accuracy`, { k }, (context) => {
    const { indices } = topK(context.yPred, Math.min(k, context.yPred.shape.at(-1) as number));
    const classes = trueClasses(context);
    return any(equal(indices, reshape(classes, [...classes.shape, 1])), { axes: -1 });
  });
}

function checkThreshold(where: string, threshold: number): void {
  if (!(threshold > 0 && threshold < 1))
    throw new ArgumentError(`${where}: threshold`, {
      expected: "a probability between 0 and 1",
      got: String(threshold),
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

function toRows({ shape, values }: { readonly shape: readonly number[]; readonly values: Float64Array }): number[][] {
  const [count = 0] = shape;
  return Array.from({ length: count }, (_, row) => Array.from(values.slice(row * count, (row + 1) * count)));
}

/** How often each class (row) was taken for each class (column); a table, not a figure. */
export function confusionMatrix({ threshold = 0.5 }: ThresholdOptions = {}): Metric {
  checkThreshold("confusionMatrix", threshold);
  return {
    name: "confusionMatrix",
    options: { threshold },
    takes: classifierDomains,
    sums: (context) => ({ counts: confusionSums(context, threshold) }),
    result: ({ counts }) => (counts === undefined ? [] : toRows(counts)),
  };
}

export interface AverageOptions extends ThresholdOptions {
  /** Over more than two classes: "macro" averages the classes' figures, "micro" counts all decisions together. Default "macro". */
  readonly average?: "macro" | "micro";
}

/** A figure of each class's hits, false alarms and misses. With two classes it is that of class 1. */
function perClassMetric(
  name: string,
  { threshold = 0.5, average = "macro" }: AverageOptions,
  figure: (hits: number, falseAlarms: number, misses: number) => number,
): Metric {
  checkThreshold(name, threshold);
  if (average !== "macro" && average !== "micro")
    throw new ArgumentError(`${name}: average`, { expected: '"macro" or "micro"', got: String(average) });
  return {
    name,
    options: { threshold, average },
    takes: classifierDomains,
    sums: (context) => ({ counts: confusionSums(context, threshold) }),
    result({ counts }) {
      const table = counts === undefined ? [] : toRows(counts);
      const parts = table.map((row, c) => {
        const hits = row[c] as number;
        const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        return [hits, total(table.map((other) => other[c] as number)) - hits, total(row) - hits] as const;
      });
      if (parts.length === 2) return figure(...(parts[1] as readonly [number, number, number]));
      if (average === "micro") {
        const sumOf = (at: 0 | 1 | 2): number => parts.reduce((sum, part) => sum + part[at], 0);
        return figure(sumOf(0), sumOf(1), sumOf(2));
      }
      return parts.reduce((sum, part) => sum + figure(...part), 0) / Math.max(1, parts.length);
    },
  };
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Share of what was predicted that is right; 0 where nothing was predicted. */
export function precision(options: AverageOptions = {}): Metric {
  return perClassMetric("precision", options, (hits, falseAlarms) => ratio(hits, hits + falseAlarms));
}

/** Share of what is there that was found; 0 where nothing is there. */
export function recall(options: AverageOptions = {}): Metric {
  return perClassMetric("recall", options, (hits, _, misses) => ratio(hits, hits + misses));
}

/** Harmonic mean of precision and recall (van Rijsbergen 1979). */
export function f1(options: AverageOptions = {}): Metric {
  return perClassMetric("f1", options, (hits, falseAlarms, misses) => ratio(2 * hits, 2 * hits + falseAlarms + misses));
}

export interface AucOptions {
  /** "roc": hits against false alarms; "pr": precision against recall. Default "roc". */
  readonly curve?: "roc" | "pr";
  /** Points of the curve, evenly over probabilities. Default 200, as Keras; the figure is exact up to their distance. */
  readonly thresholds?: number;
}

/** Area under the ROC or precision-recall curve of one yes-or-no score, by trapezoids between thresholds. */
export function auc({ curve = "roc", thresholds = 200 }: AucOptions = {}): Metric {
  if (!(Number.isInteger(thresholds) && thresholds > 1))
    throw new ArgumentError("auc: thresholds", { expected: "a whole number from 2", got: String(thresholds) });
  // The ends lie outside [0, 1], so that the curve starts with everything found and ends with nothing.
  const points = Array.from({ length: thresholds }, (_, i) =>
    i === 0 ? -1e-7 : i === thresholds - 1 ? 1 + 1e-7 : i / (thresholds - 1),
  );
  return {
    name: "auc",
    options: { curve, thresholds },
    takes: classifierDomains,
    sums(context) {
      const { yPred, yTrue } = context;
      if (!isBinary(context))
        throw new ShapeError("auc", {
          expected: "one yes-or-no score per example",
          got: shapeText(yPred.shape),
          fix: "use precision, recall or f1 for several classes",
        });
      const { dtype, size } = yPred;
      const scores = reshape(yPred.domain === "logits" ? sigmoid(yPred) : yPred, [size, 1]);
      const above = indicator(greaterEqual(scores, constant(points, { shape: [1, thresholds], dtype })), yPred);
      const positive = reshape(cast(yTrue, dtype), [1, size]);
      const weights = reshape(spread(context.weights, yPred), [1, size]);
      const truePositive = mul(weights, positive);
      const falsePositive = mul(weights, sub(1, positive));
      return {
        hits: reshape(matMul(truePositive, above), [thresholds]),
        falseAlarms: reshape(matMul(falsePositive, above), [thresholds]),
        positives: sum(truePositive),
        negatives: sum(falsePositive),
      };
    },
    result({ hits, falseAlarms, positives, negatives }) {
      const [tp, fp] = [hits?.values ?? new Float64Array(), falseAlarms?.values ?? new Float64Array()];
      const [p, n] = [positives?.values[0] ?? 0, negatives?.values[0] ?? 0];
      const found = (i: number): number => ratio(tp[i] as number, p);
      let area = 0;
      for (let i = 0; i + 1 < tp.length; i++) {
        if (curve === "roc")
          area += ((ratio(fp[i] as number, n) - ratio(fp[i + 1] as number, n)) * (found(i) + found(i + 1))) / 2;
        else {
          const precisionAt = (j: number): number =>
            (tp[j] as number) + (fp[j] as number) === 0
              ? 1
              : (tp[j] as number) / ((tp[j] as number) + (fp[j] as number));
          area += ((found(i) - found(i + 1)) * (precisionAt(i) + precisionAt(i + 1))) / 2;
        }
      }
      return area;
    },
  };
}
