import { isFloat } from "../core/dtype.ts";
import { Random } from "../core/random.ts";
import type { Warning } from "../core/warnings.ts";
import type { Dataset } from "./dataset.ts";
import {
  asWarning,
  constantFindings,
  type Finding,
  labelFindings,
  nonFiniteFindings,
  rangeFindings,
} from "./findings.ts";
import { type LabelStatistics, labelStatistics } from "./labels.ts";
import { type FieldStatistics, scanField } from "./scan.ts";

export interface DataInspection {
  /** Examples looked at. */
  readonly samples: number;
  /** By field; label fields are under `labels`. */
  readonly fields: Readonly<Record<string, FieldStatistics>>;
  readonly labels: Readonly<Record<string, LabelStatistics>>;
  readonly warnings: readonly Warning[];
}

/**
 * Looks at the data before training: range, constant columns, labels over classes. Reads at most `samples` examples,
 * drawn by `seed` (labels: all of them) and warns of what often spoils training; throws nothing for odd values. `fit` makes
 * these checks and more by itself.
 * @throws DataError when labels are outside their classes
 */
export async function inspectData(
  dataset: Dataset,
  { samples = 1000, seed = 0 }: { readonly samples?: number; readonly seed?: number } = {},
): Promise<DataInspection> {
  const indices = new Random(seed).fork("inspect").permutation(dataset.size).slice(0, samples).sort();
  const fields: Record<string, FieldStatistics> = {};
  const labels: Record<string, LabelStatistics> = {};
  const findings: Finding[] = [];
  for (const [name, field] of Object.entries(dataset.fields)) {
    const where = `field "${name}"`;
    if (field.classes !== undefined) {
      const statistics = await labelStatistics(dataset, { field: name });
      labels[name] = statistics;
      findings.push(...labelFindings(where, statistics, dataset.classNames));
      continue;
    }
    const statistics = await scanField(dataset, name, indices);
    fields[name] = statistics;
    findings.push(...nonFiniteFindings(where, field.shape, statistics));
    // Integers that are not rescaled may be indices.
    if (isFloat(field.dtype) || field.rescale !== undefined) findings.push(...rangeFindings(where, name, statistics));
    findings.push(...constantFindings(where, field.shape, statistics));
  }
  return { samples: indices.length, fields, labels, warnings: findings.map(asWarning) };
}
