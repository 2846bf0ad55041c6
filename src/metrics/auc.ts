import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { constant, describe, type Tensor } from "../core/tensor.ts";
import { abs, add, div, mul, sub } from "../ops/arithmetic.ts";
import { greaterEqual, indicator } from "../ops/compare.ts";
import { exp, log, sigmoid } from "../ops/exponential.ts";
import { slice } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { cast, reshape, sum } from "../ops/structure.ts";
import { classifierDomains, isBinary, positives, trueClasses } from "./classes.ts";
import { defineMetric, figure, type Metric, type MetricContext, ratio, spread } from "./metric.ts";

export interface AucOptions {
  /** "roc": hits against false alarms; "pr": precision against recall, as average precision. Default "roc". */
  readonly curve?: "roc" | "pr";
  /** Points of the curve. Default 500. */
  readonly thresholds?: number;
}

/**
 * Scores moved into [0, 1], keeping their order. An area depends on nothing but the order, so the scale is chosen for
 * resolution: logits are squeezed gently, so that a sure classifier's scores do not all fall between two thresholds.
 */
function ranked(context: MetricContext): Tensor {
  const { yPred } = context;
  const { domain } = yPred;
  const bySize = (logits: Tensor): Tensor => sigmoid(div(logits, 4));
  if (isBinary(context)) {
    if (domain === "logits") return bySize(yPred);
    if (domain === "probabilities" || domain === "logProbabilities") {
      // log p - log(1 - p): of a sigmoid's result it is rewritten to the logits.
      const p = domain === "probabilities" ? yPred : exp(yPred);
      return bySize(sub(log(p), log(sub(1, p))));
    }
    // Any numbers; most resolution between 0 and 1, where they usually are.
    const centred = sub(yPred, 0.5);
    return add(div(centred, mul(add(abs(centred), 0.5), 2)), 0.5);
  }
  if (yPred.shape.at(-1) !== 2)
    throw new ShapeError("auc", {
      expected: "one score per example, or two classes",
      got: shapeText(yPred.shape),
      fix: "use precision, recall or f1 for several classes",
    });
  const scores = domain === "probabilities" || domain === "simplex" ? log(yPred) : yPred;
  const of = (index: number): Tensor => slice(scores, { axes: -1, start: index, end: index + 1 });
  return bySize(sub(of(1), of(0)));
}

/**
 * Area under the ROC or the precision-recall curve of one yes-or-no score (for two classes: that of class 1; for a sigmoid
 * over several labels: all of them together). Scores between two neighbouring thresholds count as equal: for normally
 * distributed logits that moves the ROC area by 0.003 at most with 60 examples, and by 0.0003 with 1000. 0 where one kind
 * is missing.
 */
export function auc({ curve = "roc", thresholds = 500 }: AucOptions = {}): Metric {
  if (!(Number.isInteger(thresholds) && thresholds > 1))
    throw new ArgumentError("auc", { expected: "thresholds: a whole number from 2", got: describe(thresholds) });
  if (curve !== "roc" && curve !== "pr")
    throw new ArgumentError("auc", { expected: 'curve: "roc" or "pr"', got: describe(curve) });
  // The last one lies above all scores, so that the curve ends with nothing found.
  const points = Array.from({ length: thresholds }, (_, i) => (i === thresholds - 1 ? 2 : i / (thresholds - 1)));
  return defineMetric({
    name: curve === "roc" ? "auc" : "aucPr",
    better: "higher",
    options: { curve, thresholds },
    takes: classifierDomains,
    sums(context) {
      const { dtype } = context.yPred;
      const scores = ranked(context);
      const truth = isBinary(context) ? positives(context) : trueClasses(context, "categorical");
      const column = reshape(scores, [scores.size, 1]);
      const above = indicator(greaterEqual(column, constant(points, { shape: [1, thresholds], dtype })), scores);
      const positive = reshape(cast(truth, dtype), [1, scores.size]);
      const weights = reshape(spread(context.weights, scores), [1, scores.size]);
      const [yes, no] = [mul(weights, positive), mul(weights, sub(1, positive))];
      return {
        hits: reshape(matMul(yes, above), [thresholds]),
        falseAlarms: reshape(matMul(no, above), [thresholds]),
        positives: sum(yes),
        negatives: sum(no),
      };
    },
    result(totals) {
      const hits = totals["hits"]?.values ?? new Float64Array();
      const falseAlarms = totals["falseAlarms"]?.values ?? new Float64Array();
      const [yes, no] = [figure(totals, "positives"), figure(totals, "negatives")];
      let area = 0;
      for (let i = 0; i + 1 < hits.length; i++) {
        const [tp, fp] = [hits[i] as number, falseAlarms[i] as number];
        const [nextTp, nextFp] = [hits[i + 1] as number, falseAlarms[i + 1] as number];
        if (curve === "roc") area += (ratio(fp - nextFp, no) * ratio(tp + nextTp, yes)) / 2;
        else area += ratio(tp - nextTp, yes) * ratio(tp, tp + fp);
      }
      return Math.min(1, area);
    },
  });
}
