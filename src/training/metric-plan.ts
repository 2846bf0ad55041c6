import { ArgumentError, NameError } from "../core/errors.ts";
import { describe } from "../core/tensor.ts";
import { type Metric, type MetricLike, resolveMetric } from "../metrics/index.ts";
import { figure, type MetricTotals, ratio } from "../metrics/metric.ts";
import { resolveLoss } from "../registry/index.ts";
import { definedLoss } from "./define-loss.ts";
import { resolveLossLike } from "./resolve-loss.ts";
import type { LossHome, NamedLoss, ResolvedLoss } from "./terms.ts";

/** A metric of one output, as it is reported. */
export type MetricPlan = {
  /** Key in the history. */
  readonly name: string;
  /** Whether sample and class weights count in it. Masks always do. */
  readonly weighted: boolean;
} & (
  | { readonly metric: Metric; readonly loss?: undefined }
  | { readonly metric?: undefined; readonly loss: ResolvedLoss }
);

/**
 * The metrics of an output. A loss is a metric too: the output's own as it is reduced in training, so that both agree; any
 * other as Σ w·l / Σ w. A metric that is asked for with and without weights is called "weighted..." with them.
 * @throws NameError for what is neither; ArgumentError for a loss that keeps something from step to step
 */
export function planMetrics(
  metrics: readonly MetricLike[],
  weightedMetrics: readonly MetricLike[],
  loss: ResolvedLoss | undefined,
  home: LossHome,
): readonly MetricPlan[] {
  for (const [option, list] of Object.entries({ metrics, weightedMetrics }))
    if (!Array.isArray(list))
      throw new ArgumentError(`compile: ${option}`, {
        expected: "an array of metrics",
        got: describe(list),
        ...(typeof list === "string" ? { fix: `write ["${list}"]` } : {}),
      });
  const plain = metrics.map((each) => planMetric(each, loss, home, false));
  const weighted = weightedMetrics.map((each) => {
    const planned = planMetric(each, loss, home, true);
    const isTaken = plain.some(({ name }) => name === planned.name);
    return isTaken
      ? { ...planned, name: `weighted${planned.name[0]?.toUpperCase()}${planned.name.slice(1)}` }
      : planned;
  });
  return [...plain, ...weighted];
}

function planMetric(metric: MetricLike, own: ResolvedLoss | undefined, home: LossHome, weighted: boolean): MetricPlan {
  const given = typeof metric === "string" ? { name: metric } : metric;
  if (typeof given === "object" && given !== null && "sums" in given)
    return { name: given.name, weighted, metric: given as Metric };
  const { name, ...options } = given as NamedLoss;
  const lossName = knownLoss(name);
  if (
    lossName !== undefined &&
    lossName === own?.name &&
    Object.keys(options).length === 0 &&
    own.variables.length === 0
  )
    return { name: lossName, weighted, loss: own };
  try {
    const found = resolveMetric(metric);
    return { name: found.name, weighted, metric: found };
  } catch (error) {
    if (!(error instanceof NameError && error.where === "metric") || lossName === undefined) throw error;
  }
  const loss = resolveLossLike({ reduction: "meanOverWeights", ...(given as NamedLoss) }, home);
  if (loss.variables.length > 0)
    throw new ArgumentError("metrics", {
      expected: "losses that keep nothing from step to step",
      got: `${loss.name}, which keeps ${loss.variables.map(({ tensor }) => tensor.name).join(", ")}`,
    });
  return { name: lossName, weighted, loss };
}

/** The own name of the loss that is called so. */
function knownLoss(name: unknown): string | undefined {
  if (typeof name !== "string") return undefined;
  if (definedLoss(name) !== undefined) return name;
  try {
    return resolveLoss(name).name;
  } catch {
    return undefined;
  }
}

/** The figure of a metric from its sums. */
export function metricResult(plan: MetricPlan, totals: MetricTotals): number | number[][] {
  if (plan.metric !== undefined) return plan.metric.result(totals);
  return ratio(figure(totals, "total"), figure(totals, "divisor"));
}
