import type { Warning } from "../core/warnings.ts";
import { classifierDomains } from "../metrics/classes.ts";
import { type Metric, requireMeaning } from "../metrics/metric.ts";
import type { Head } from "./head.ts";
import type { OutputPlan, Plan } from "./program.ts";
import { scoresOf } from "./scores.ts";

/**
 * Checks that metrics can read an output, and that they fit its loss.
 * @throws DomainError for an output of another meaning than a metric takes
 */
export function checkMetrics(
  { output, loss, metrics }: OutputPlan,
  head: Head,
  { network }: Plan,
  warn: (warning: Warning) => void,
): void {
  const { outputs } = network.sample;
  for (const { metric } of metrics) {
    if (metric === undefined) continue; // a loss, which is checked where it is built
    const yPred = outputs[output];
    if (yPred === undefined) continue;
    const { yPred: scores } = scoresOf(yPred, output, loss);
    requireMeaning(metric, scores);
    if (!readsClasses(metric) || loss === undefined) continue;
    const where = `metric "${metric.name}" of output "${output}"`;
    const isUnread = head.kind === "linear" && scores.domain === "unknown";
    if (loss.info?.family === "regression" && isUnread)
      warn({
        code: "METRIC_MISMATCH",
        where,
        message: `counts classes, and ${loss.name} fits numbers`,
        fix: 'use "meanAbsoluteError" or "r2", or a loss for classes',
      });
    else if (loss.info === undefined && isUnread && head.shape.at(-1) === 1)
      warn({
        code: "UNKNOWN_SCORES",
        where,
        message: "reads a linear layer's numbers as probabilities, from 0.5 on as a yes: they may be logits",
        fix: 'say what they are, in a last layer lambda((x) => withDomain(x, "logits"))',
      });
  }
}

/** Whether a metric counts classes rather than measures distances. */
function readsClasses({ takes }: Metric): boolean {
  return takes === classifierDomains;
}
