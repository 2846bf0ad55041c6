import { recalls } from "./confusion.ts";
import { bestEpoch } from "./curves.ts";
import type { EpochRecord, ReportData } from "./data.ts";
import { count, figure, percent } from "./format.ts";

/** What the figures say, in sentences; only what the data bears out. */
export function findings(run: ReportData): string[] {
  return [...(run.notes ?? []), ...nonFinite(run), ...progress(run.history), ...speed(run), ...classes(run)];
}

function nonFinite({ history, stepLosses }: ReportData): string[] {
  const step = stepLosses === undefined ? -1 : Array.from(stepLosses).findIndex((loss) => !Number.isFinite(loss));
  if (step >= 0) return [`The loss became ${stepLosses?.[step]} at step ${count(step + 1)}.`];
  const record = history.find(({ loss }) => !Number.isFinite(loss));
  return record === undefined ? [] : [`The loss became ${record.loss} in epoch ${record.epoch}.`];
}

function progress(history: readonly EpochRecord[]): string[] {
  const [best, last] = [bestEpoch(history), history.at(-1)];
  if (best?.validation === undefined || last?.validation === undefined || history.length < 3) return [];
  const found = `Validation loss was lowest in epoch ${best.epoch} of ${last.epoch}: ${figure(best.validation.loss)}.`;
  if (best === last) return [`${found} It was still falling at the end: more epochs may help.`];
  const overfits = last.validation.loss > best.validation.loss * 1.1 && last.loss < best.loss;
  if (!overfits) return [found];
  return [
    `${found} After that it rose to ${figure(last.validation.loss)} while training loss kept falling, which is overfitting: stop earlier or regularize.`,
  ];
}

function speed({ headline: { seconds, steps } }: ReportData): string[] {
  if (seconds === undefined || steps === undefined || steps === 0 || !(seconds > 0)) return [];
  return [`A step took ${figure((1000 * seconds) / steps)} ms on average.`];
}

function classes({ confusion, classNames }: ReportData): string[] {
  if (confusion === undefined) return [];
  const recall = recalls(confusion);
  const seen = recall.filter((value) => !Number.isNaN(value));
  const lowest = Math.min(...seen);
  if (seen.length < 2 || lowest === 1) return [];
  const label = recall.indexOf(lowest);
  const nameOf = (index: number): string => classNames?.[index] ?? String(index);
  const row = (confusion[label] as readonly number[]).map((n, predicted) => (predicted === label ? -1 : n));
  const rival = row.indexOf(Math.max(...row));
  return [
    `Hardest class: ${nameOf(label)}, recognised ${percent(lowest, 1)} of the time and most often taken for ${nameOf(rival)}.`,
  ];
}
