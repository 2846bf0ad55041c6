import { isFloat } from "../core/dtype.ts";
import { Random } from "../core/random.ts";
import { sizeOf } from "../core/shape.ts";
import { readColumn } from "./check-labels.ts";
import type { Dataset, Field } from "./dataset.ts";
import { type LabelStatistics, labelStatistics } from "./labels.ts";

/** What the numbers of one field look like, after its rescaling. */
export interface FieldStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  /** Positions that have the same value in every example looked at. */
  readonly constant: readonly number[];
  /** NaN and infinite values. */
  readonly nonFinite: number;
}

/** Something about the data that often spoils training. */
export interface DataWarning {
  readonly code: "NON_FINITE" | "WIDE_RANGE" | "CONSTANT" | "MISSING_CLASSES" | "IMBALANCE";
  readonly field: string;
  readonly message: string;
}

export interface DataInspection {
  /** Examples looked at. */
  readonly samples: number;
  /** By field; label fields are under `labels`. */
  readonly fields: Readonly<Record<string, FieldStatistics>>;
  readonly labels: Readonly<Record<string, LabelStatistics>>;
  readonly warnings: readonly DataWarning[];
}

/** Inputs larger than this slow training down or make it diverge at usual learning rates. */
const wide = 20;
/** Counts of classes further apart than this are worth class weights. */
const lopsided = 10;

/**
 * Looks at the data before training: range, constant columns, labels over classes. Reads at most `samples` examples,
 * drawn by `seed` (labels: all of them) and warns of what often spoils training; throws nothing for odd values.
 * @throws DataError when labels are outside their classes
 */
export async function inspectData(
  dataset: Dataset,
  { samples = 1000, seed = 0 }: { readonly samples?: number; readonly seed?: number } = {},
): Promise<DataInspection> {
  const indices = new Random(seed).fork("inspect").permutation(dataset.size).slice(0, samples).sort();
  const fields: Record<string, FieldStatistics> = {};
  const labels: Record<string, LabelStatistics> = {};
  const warnings: DataWarning[] = [];
  for (const [name, field] of Object.entries(dataset.fields)) {
    if (field.classes !== undefined) {
      const statistics = await labelStatistics(dataset, { field: name });
      labels[name] = statistics;
      warnings.push(...labelWarnings(name, statistics, dataset.classNames));
    } else {
      const statistics = statisticsOf(await readColumn(dataset, name, indices), field);
      fields[name] = statistics;
      warnings.push(...valueWarnings(name, field, statistics));
    }
  }
  return { samples: indices.length, fields, labels, warnings };
}

function statisticsOf(values: ArrayLike<number>, field: Field): FieldStatistics {
  const { scale, offset } = field.rescale ?? { scale: 1, offset: 0 };
  const size = sizeOf(field.shape);
  const varies = new Uint8Array(size);
  let [min, max, sum, squares, nonFinite] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  const start = finiteOr0((values[0] as number) * scale + offset);
  for (let i = 0; i < values.length; i++) {
    const raw = values[i] as number;
    if (raw !== values[i % size]) varies[i % size] = 1;
    if (!Number.isFinite(raw)) {
      nonFinite++;
      continue;
    }
    const value = raw * scale + offset;
    min = Math.min(min, value);
    max = Math.max(max, value);
    // Around the first value, so that a large mean costs the deviation no digits.
    sum += value - start;
    squares += (value - start) ** 2;
  }
  const count = values.length - nonFinite;
  const constant = values.length === size ? [] : Array.from(varies.keys()).filter((at) => varies[at] === 0);
  const mean = sum / count;
  return {
    min,
    max,
    mean: start + mean,
    deviation: Math.sqrt(Math.max(0, squares / count - mean ** 2)),
    constant,
    nonFinite,
  };
}

function finiteOr0(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function valueWarnings(field: string, { shape, rescale, dtype }: Field, found: FieldStatistics): DataWarning[] {
  const warnings: DataWarning[] = [];
  if (found.nonFinite > 0)
    warnings.push({
      code: "NON_FINITE",
      field,
      message: `"${field}" holds ${found.nonFinite} values that are NaN or infinite; drop or fill them`,
    });
  const largest = Math.max(Math.abs(found.min), Math.abs(found.max));
  if (largest > wide && (isFloat(dtype) || rescale !== undefined))
    warnings.push({
      code: "WIDE_RANGE",
      field,
      message: `"${field}" ranges from ${short(found.min)} to ${short(found.max)}; scale it to about -1 to 1`,
    });
  // One pixel that is always black is normal in images; in a table a column that never changes is a mistake.
  const columns = sizeOf(shape);
  const all = found.constant.length === columns;
  if (found.constant.length > 0 && (shape.length <= 1 || all))
    warnings.push({
      code: "CONSTANT",
      field,
      message: all
        ? `"${field}" is the same in every example`
        : `"${field}" has ${found.constant.length} columns that never change (${some(found.constant)}); drop them`,
    });
  return warnings;
}

function labelWarnings(
  field: string,
  statistics: LabelStatistics,
  names: readonly string[] | undefined,
): DataWarning[] {
  const warnings: DataWarning[] = [];
  const { counts, missing, imbalance } = statistics;
  const nameOf = (label: number): string => names?.[label] ?? String(label);
  if (missing.length > 0)
    warnings.push({
      code: "MISSING_CLASSES",
      field,
      message: `"${field}" has no example of ${missing.length} of ${counts.length} classes (${some(missing.map(nameOf))})`,
    });
  if (imbalance > lopsided) {
    const seen = counts.filter((count) => count > 0);
    const [least, most] = [Math.min(...seen), Math.max(...seen)];
    warnings.push({
      code: "IMBALANCE",
      field,
      message: `"${field}" has ${most} examples of class ${nameOf(counts.indexOf(most))} and ${least} of class ${nameOf(counts.indexOf(least))}; weigh the classes ("balanced")`,
    });
  }
  return warnings;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function some(list: readonly (number | string)[]): string {
  return list.length > 5 ? `${list.slice(0, 5).join(", ")}, ...` : list.join(", ");
}
