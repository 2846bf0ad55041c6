export { type AucOptions, auc } from "./auc.ts";
export { type AveragePrecision, type AveragePrecisionOptions, meanAveragePrecision } from "./average-precision.ts";
export {
  type BoxCorners,
  boxIou,
  type Detection,
  type LabelledBox,
  type NonMaximumSuppressionOptions,
  nonMaximumSuppression,
} from "./boxes.ts";
export {
  type AverageOptions,
  accuracy,
  binaryAccuracy,
  categoricalAccuracy,
  confusionMatrix,
  f1,
  iou,
  precision,
  recall,
  type ThresholdOptions,
  topKAccuracy,
} from "./classification.ts";
export { type CtcDecodeOptions, ctcDecode } from "./ctc-decode.ts";
export { meanMetric } from "./custom.ts";
export { characterErrorRate, editDistance, type Sequence } from "./error-rate.ts";
export { type Features, frechetDistance } from "./frechet.ts";
export type { Metric, MetricContext, MetricTotals } from "./metric.ts";
export { meanAbsoluteErrorMetric, meanSquaredErrorMetric, r2, rootMeanSquaredErrorMetric } from "./regression.ts";
export { type MetricLike, type MetricName, resolveMetric } from "./resolve.ts";
