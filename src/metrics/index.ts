import { ArgumentError, unknownName } from "../core/errors.ts";
import { describe } from "../core/tensor.ts";
import { accuracy, auc, confusionMatrix, f1, precision, recall, topKAccuracy } from "./classification.ts";
import type { Metric } from "./metric.ts";
import { meanAbsoluteErrorMetric, meanSquaredErrorMetric, r2, rootMeanSquaredErrorMetric } from "./regression.ts";

export {
  type AucOptions,
  type AverageOptions,
  accuracy,
  auc,
  confusionMatrix,
  f1,
  precision,
  recall,
  type ThresholdOptions,
  topKAccuracy,
} from "./classification.ts";
export type { Metric, MetricContext } from "./metric.ts";
export { meanAbsoluteErrorMetric, meanSquaredErrorMetric, r2, rootMeanSquaredErrorMetric } from "./regression.ts";

/** Names of the metrics; Keras' spellings are found too. */
export type MetricName =
  | "accuracy"
  | "topKAccuracy"
  | "precision"
  | "recall"
  | "f1"
  | "auc"
  | "confusionMatrix"
  | "meanSquaredError"
  | "rootMeanSquaredError"
  | "meanAbsoluteError"
  | "r2";

const makers: {
  readonly [N in MetricName]: { readonly make: (options: object) => Metric; readonly aliases: readonly string[] };
} = {
  accuracy: {
    make: accuracy,
    aliases: [
      "acc",
      "binaryAccuracy",
      "categoricalAccuracy",
      "sparseCategoricalAccuracy",
      "binary_accuracy",
      "categorical_accuracy",
      "sparse_categorical_accuracy",
    ],
  },
  topKAccuracy: {
    make: topKAccuracy,
    aliases: ["topKCategoricalAccuracy", "top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy"],
  },
  precision: { make: precision, aliases: [] },
  recall: { make: recall, aliases: [] },
  f1: { make: f1, aliases: ["f1Score", "f1_score"] },
  auc: { make: auc, aliases: [] },
  confusionMatrix: { make: confusionMatrix, aliases: ["confusion_matrix"] },
  meanSquaredError: { make: meanSquaredErrorMetric, aliases: ["mse", "mean_squared_error"] },
  rootMeanSquaredError: { make: rootMeanSquaredErrorMetric, aliases: ["rmse", "root_mean_squared_error"] },
  meanAbsoluteError: { make: meanAbsoluteErrorMetric, aliases: ["mae", "mean_absolute_error"] },
  r2: { make: r2, aliases: ["r2Score", "r2_score"] },
};

/** A metric, its name, or its name with options: `{ name: "topKAccuracy", k: 3 }`. */
export type MetricLike =
  | Metric
  | MetricName
  | (string & {})
  | { readonly name: string; readonly [option: string]: unknown };

/** The metric meant. @throws NameError with the nearest name and the list, ArgumentError for an option out of range */
export function resolveMetric(metric: MetricLike): Metric {
  if (typeof metric === "object" && metric !== null && "sums" in metric) return metric as Metric;
  const given = typeof metric === "string" ? { name: metric } : metric;
  if (typeof given !== "object" || given === null || typeof given.name !== "string")
    throw new ArgumentError("metric", {
      expected: "a metric, its name, or { name, ...options }",
      got: describe(metric),
    });
  const { name, ...options } = given;
  const wanted = name.toLowerCase();
  const found = Object.entries(makers).find(([known, { aliases }]) =>
    [known, ...aliases].some((alias) => alias.toLowerCase() === wanted),
  );
  if (found === undefined) throw unknownName("metric", name, Object.keys(makers));
  return found[1].make(options);
}
