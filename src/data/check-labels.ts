import { allocate, toNumbers } from "../core/dtype.ts";
import { ArgumentError, unknownName } from "../core/errors.ts";
import { checkLabelValues, type LabelRange } from "../core/labels.ts";
import { range } from "../core/range.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Checks all labels of a data set, whole column at once.
 * @param classes - default: the field's own number
 * @throws DataError as `checkLabelValues`; NameError when there is no such field
 */
export async function checkLabels(
  dataset: Dataset,
  {
    field = "y",
    classes = dataset.fields[field]?.classes,
    ignore,
  }: Partial<Pick<LabelRange, "field" | "classes" | "ignore">> = {},
): Promise<void> {
  const labels = await readColumn(dataset, field);
  if (classes === undefined)
    throw new ArgumentError(`labels "${field}"`, { expected: "a number of classes", got: "none", fix: "pass classes" });
  checkLabelValues(labels, { classes, field, ignore, size: sizeOf(dataset.fields[field]?.shape ?? []) });
}

/**
 * One field of the given examples as numbers, one example after another. Default: of all examples.
 * @throws NameError when there is no such field
 */
export async function readColumn(
  dataset: Dataset,
  name: string,
  indices?: ArrayLike<number>,
): Promise<ArrayLike<number>> {
  const field = dataset.fields[name];
  if (field === undefined) throw unknownName("field", name, Object.keys(dataset.fields));
  const rows = indices ?? range(dataset.size);
  const data = allocate(field.dtype, rows.length * sizeOf(field.shape));
  await dataset.fill(rows, { [name]: data });
  return toNumbers(field.dtype, data);
}
