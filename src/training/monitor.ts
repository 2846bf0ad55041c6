import { ArgumentError, unknownName } from "../core/errors.ts";
import type { EpochRecord, TrainingControl } from "./callbacks.ts";
import type { Evaluation } from "./totals.ts";

export interface MonitorOptions {
  /**
   * A figure of the history: "loss", a term or a metric by its name, or "validation." and one of these ("val_loss" is taken
   * too). Default: the loss of the validation data, or of training where there is none.
   */
  readonly monitor?: string | undefined;
  /** Whether lower or higher is better. Default: what the metric says; losses are better when lower. */
  readonly mode?: "min" | "max" | undefined;
}

/** Reads one figure from records, turned so that lower is better. @throws NameError or ArgumentError at the first record */
export function monitorOf(
  where: string,
  { monitor, mode }: MonitorOptions,
): (record: EpochRecord, control: TrainingControl) => number {
  if (mode !== undefined && mode !== "min" && mode !== "max")
    throw new ArgumentError(where, { expected: 'mode: "min" or "max"', got: JSON.stringify(mode) });
  return (record, control) => {
    const name = canonical(monitor ?? (record.validation === undefined ? "loss" : "validation.loss"));
    const figures = figuresOf(record);
    const value = figures[name];
    if (value === undefined) throw unknownName(`${where}: monitor`, monitor, Object.keys(figures));
    return (mode ?? modeOf(where, name, record, control)) === "min" ? value : -value;
  };
}

const prefix = "validation.";

/** Keras' "val_loss" and "valLoss" as "validation.loss". */
function canonical(name: string): string {
  if (name.startsWith("val_")) return prefix + name.slice(4);
  return /^val[A-Z]/.test(name) ? prefix + name[3]?.toLowerCase() + name.slice(4) : name;
}

/** All figures of a record, by the names `monitor` takes. */
export function figuresOf(record: EpochRecord): Record<string, number> {
  const of = ({ loss, terms, metrics }: Evaluation): Record<string, number> => ({ ...terms, ...metrics, loss });
  const validation = record.validation === undefined ? {} : of(record.validation);
  return {
    ...of(record),
    ...(record.lossScale === undefined ? {} : { lossScale: record.lossScale }),
    ...(record.skippedSteps === undefined ? {} : { skippedSteps: record.skippedSteps }),
    ...Object.fromEntries(Object.entries(validation).map(([name, value]) => [prefix + name, value])),
  };
}

function modeOf(where: string, name: string, record: EpochRecord, control: TrainingControl): "min" | "max" {
  const own = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  if (record.metrics[own] === undefined) return "min";
  const better = control.betterOf(own);
  if (better === undefined)
    throw new ArgumentError(where, {
      expected: `mode: "min" or "max" for "${name}"`,
      got: "a metric that does not say whether higher is better",
      fix: 'pass mode: "max" if higher is better',
    });
  return better === "higher" ? "max" : "min";
}
