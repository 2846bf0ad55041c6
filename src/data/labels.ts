import { ArgumentError, unknownName } from "../core/errors.ts";
import { checkLabelValues } from "../core/labels.ts";
import { sizeOf } from "../core/shape.ts";
import { checkLabels, readColumn } from "./check-labels.ts";
import type { Dataset } from "./dataset.ts";

/** How labels are spread over the classes. */
export interface LabelStatistics {
  readonly classes: number;
  /** Labels of each class. */
  readonly counts: readonly number[];
  /** Classes without a label. */
  readonly missing: readonly number[];
  /** Largest count over smallest, classes without labels left out: 1 when balanced. */
  readonly imbalance: number;
}

/** @throws DataError when a label is outside 0 .. classes - 1 */
export function countLabels(labels: ArrayLike<number>, classes: number): LabelStatistics {
  checkLabelValues(labels, { classes });
  const counts = new Array<number>(classes).fill(0);
  for (let i = 0; i < labels.length; i++) counts[labels[i] as number] = (counts[labels[i] as number] as number) + 1;
  const seen = counts.filter((count) => count > 0);
  return {
    classes,
    counts,
    missing: counts.flatMap((count, label) => (count === 0 ? [label] : [])),
    imbalance: seen.length === 0 ? 1 : Math.max(...seen) / Math.min(...seen),
  };
}

/**
 * Counts the labels of a data set. The number of classes is the field's own, or one more than the largest label.
 * @throws DataError when a label is not a class number; NameError when there is no such field
 */
export async function labelStatistics(
  dataset: Dataset,
  { field = "y", classes }: { readonly field?: string; readonly classes?: number } = {},
): Promise<LabelStatistics> {
  const labels = await readColumn(dataset, field);
  let largest = 0;
  for (let i = 0; i < labels.length; i++) largest = Math.max(largest, labels[i] as number);
  const count = classes ?? dataset.fields[field]?.classes ?? largest + 1;
  checkLabelValues(labels, { classes: count, field, size: sizeOf(dataset.fields[field]?.shape ?? []) });
  return countLabels(labels, count);
}

/**
 * Class weights that give every class the same say: examples / (classes seen · examples of the class); 0 for classes not seen.
 * The mean weight of an example is 1, so the loss keeps its size.
 */
export function balancedWeights({ counts, missing }: LabelStatistics): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const seen = counts.length - missing.length;
  return counts.map((count) => (count === 0 ? 0 : total / (seen * count)));
}

/**
 * Labels as rows of zeros with a one at the class: [labels] to [labels, classes], row-major.
 * @throws DataError when a label is outside 0 .. classes - 1
 */
export function encodeOneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  checkLabelValues(labels, { classes });
  const rows = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) rows[i * classes + (labels[i] as number)] = 1;
  return rows;
}

/**
 * The data set with its labels as one-hot float32 vectors, for losses that take a distribution over classes.
 * A label field of shape [...] becomes [..., classes]. All labels are checked now; they are encoded batch by batch.
 * @throws DataError when a label is not a class number; NameError when there is no such field
 */
export async function withOneHot(
  dataset: Dataset,
  {
    field = "y",
    classes = dataset.fields[field]?.classes,
  }: { readonly field?: string; readonly classes?: number } = {},
): Promise<Dataset> {
  const labels = dataset.fields[field];
  if (labels === undefined) throw unknownName("field", field, Object.keys(dataset.fields));
  if (classes === undefined)
    throw new ArgumentError("withOneHot", {
      expected: `a number of classes for "${field}"`,
      got: "none",
      fix: "pass classes",
    });
  await checkLabels(dataset, { field, classes });
  return {
    ...dataset,
    fields: { ...dataset.fields, [field]: { shape: [...labels.shape, classes], dtype: "float32" } },
    async fill(indices, target) {
      const { [field]: into, ...rest } = target;
      await Promise.all([
        Object.keys(rest).length === 0 ? undefined : dataset.fill(indices, rest),
        into === undefined
          ? undefined
          : readColumn(dataset, field, indices).then((values) =>
              (into as Float32Array).set(encodeOneHot(values, classes)),
            ),
      ]);
    },
  };
}
