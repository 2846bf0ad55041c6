import { ArgumentError, unknownName } from "../core/errors.ts";
import { canonicalName } from "../core/names.ts";
import { describe } from "../core/tensor.ts";
import { auc } from "./auc.ts";
import {
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  confusionMatrix,
  f1,
  iou,
  precision,
  recall,
  topKAccuracy,
} from "./classification.ts";
import type { Metric } from "./metric.ts";
import { meanAbsoluteErrorMetric, meanSquaredErrorMetric, r2, rootMeanSquaredErrorMetric } from "./regression.ts";

/** Names of the metrics; Keras' spellings are found too. */
export type MetricName =
  | "accuracy"
  | "binaryAccuracy"
  | "categoricalAccuracy"
  | "topKAccuracy"
  | "precision"
  | "recall"
  | "f1"
  | "iou"
  | "auc"
  | "confusionMatrix"
  | "meanSquaredError"
  | "rootMeanSquaredError"
  | "meanAbsoluteError"
  | "r2";

interface Entry {
  readonly make: (options: object) => Metric;
  /** What else it is called; case, "_" and "-" make no difference. */
  readonly aliases: readonly string[];
}

const table: Readonly<Record<MetricName, Entry>> = {
  accuracy: { make: accuracy, aliases: ["acc"] },
  binaryAccuracy: { make: binaryAccuracy, aliases: [] },
  categoricalAccuracy: { make: categoricalAccuracy, aliases: ["sparseCategoricalAccuracy"] },
  topKAccuracy: { make: topKAccuracy, aliases: ["topKCategoricalAccuracy", "sparseTopKCategoricalAccuracy"] },
  precision: { make: precision, aliases: [] },
  recall: { make: recall, aliases: ["sensitivity"] },
  f1: { make: f1, aliases: ["f1Score", "diceScore"] },
  iou: { make: iou, aliases: ["meanIoU", "binaryIoU", "oneHotMeanIoU", "oneHotIoU", "jaccardIndex"] },
  auc: { make: auc, aliases: [] },
  confusionMatrix: { make: confusionMatrix, aliases: [] },
  meanSquaredError: { make: meanSquaredErrorMetric, aliases: ["mse"] },
  rootMeanSquaredError: { make: rootMeanSquaredErrorMetric, aliases: ["rmse"] },
  meanAbsoluteError: { make: meanAbsoluteErrorMetric, aliases: ["mae"] },
  r2: { make: r2, aliases: ["r2Score"] },
};

/** A metric, its name, or its name with options: `{ name: "topKAccuracy", k: 3 }`. */
export type MetricLike =
  | Metric
  | MetricName
  | (string & {})
  | { readonly name: string; readonly [option: string]: unknown };

/**
 * The metric meant. How it reads targets and predictions is decided where it meets them, by their shapes and domains.
 * @throws NameError for an unknown name or option (with the nearest one), ArgumentError for an option out of range
 */
export function resolveMetric(metric: MetricLike): Metric {
  if (typeof metric === "object" && metric !== null && "sums" in metric) return metric as Metric;
  const given = typeof metric === "string" ? { name: metric } : metric;
  if (typeof given !== "object" || given === null)
    throw new ArgumentError("metric", {
      expected: "a metric, its name, or { name, ...options }",
      got: describe(metric),
    });
  const { name, ...options } = given;
  const aliases = Object.fromEntries(Object.entries(table).map(([known, entry]) => [known, entry.aliases]));
  const canonical = canonicalName("metric", name, aliases as Record<MetricName, readonly string[]>);
  const made = table[canonical].make(options);
  const known = Object.keys(made.options);
  for (const option of Object.keys(options))
    if (!known.includes(option)) throw unknownName(`${canonical} option`, option, known);
  return made;
}
