import { isFloat } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { count, type Finding, rangeFindings, short } from "../data/findings.ts";
import { evenly, type FieldStatistics, readBlocks } from "../data/scan.ts";
import { isIndexInput } from "../registry/check-data.ts";
import type { TargetField } from "./data-fields.ts";

/** Rows may be this far from 1: what rounding leaves. */
const sumTolerance = 1e-3;

/** Targets outside what a loss takes, and rows of distributions that do not sum to 1. */
export async function targetFindings(
  { field: name, input, output: { loss }, outputShape }: TargetField,
  dataset: Dataset,
  found: FieldStatistics,
  where: string,
): Promise<Finding[]> {
  const field = dataset.fields[name] as Field;
  if (input === undefined || loss === undefined || found.nonFinite > 0) return [];
  const domains = [input.domain].flat();
  // Labels are checked by themselves, and so are class numbers that become one-hot rows.
  const becomesOneHot = !isFloat(field.dtype) && field.classes !== undefined && field.shape.length < outputShape.length;
  const hasOtherForms = domains.some((each) => each === "sign" || each === "logits" || each === "logProbabilities");
  // Class numbers where rows are wanted: the loss says so, by their shape.
  const areNumbers = domains[0] === "simplex" && field.shape.length < outputShape.length;
  if (isIndexInput(input) || becomesOneHot || areNumbers || hasOtherForms) return [];
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = input;
  if (found.min < min || found.max > max)
    return [
      {
        code: "TARGET_RANGE",
        where,
        expected: `${input.name} of ${loss.name} ${max === Number.POSITIVE_INFINITY ? `from ${min} up` : `from ${min} to ${max}`}`,
        got: `numbers from ${short(found.min)} to ${short(found.max)}, the first outside at ${await firstOutside(dataset, name, min, max)}`,
        fix: rangeFix(found, domains.includes("simplex")),
        certain: true,
      },
    ];
  const classes = outputShape.at(-1) as number;
  const isDistribution =
    domains[0] === "simplex" && (loss.options["axis"] ?? -1) === -1 && loss.info?.mask === undefined;
  if (!isDistribution || field.shape.at(-1) !== classes || classes < 2) return [];
  return await sumFindings(dataset, name, found, where);
}

function rangeFix({ min, max, whole }: FieldStatistics, isDistribution: boolean): string {
  if (min === -1 && max === 1) return "map -1 and 1 to 0 and 1 by (y + 1) / 2";
  if (whole && min >= 0 && max > 100 && max <= 255) return "divide by 255";
  if (whole && min >= 0 && isDistribution)
    return 'give one-hot rows, or use "sparseCategoricalCrossentropy" for class numbers';
  if (whole && min === 1 && max === 2) return "subtract 1: labels are 0 and 1";
  return "scale them, or choose a loss for numbers of any size";
}

async function firstOutside(dataset: Dataset, name: string, min: number, max: number): Promise<string> {
  const { shape, rescale } = dataset.fields[name] as Field;
  const { scale, offset } = rescale ?? { scale: 1, offset: 0 };
  const size = sizeOf(shape);
  let first: string | undefined;
  await readBlocks(dataset, name, evenly(dataset.size, dataset.size), (numbers, from) => {
    for (let i = 0; first === undefined && i < numbers.length; i++) {
      const value = (numbers[i] as number) * scale + offset;
      if (value < min || value > max) first = `example ${from + Math.floor(i / size)} (${short(value)})`;
    }
  });
  return first ?? "an example";
}

async function sumFindings(
  dataset: Dataset,
  name: string,
  { examples, whole }: FieldStatistics,
  where: string,
): Promise<Finding[]> {
  const { shape, rescale } = dataset.fields[name] as Field;
  const { scale, offset } = rescale ?? { scale: 1, offset: 0 };
  const classes = shape.at(-1) as number;
  const size = sizeOf(shape);
  const rows = evenly(dataset.size, examples);
  let off = 0;
  let first: { readonly example: number; readonly sum: number } | undefined;
  await readBlocks(dataset, name, rows, (numbers, from) => {
    for (let start = 0; start < numbers.length; start += classes) {
      let sum = 0;
      for (let i = start; i < start + classes; i++) sum += numbers[i] as number;
      sum = sum * scale + offset * classes;
      if (Math.abs(sum - 1) <= sumTolerance) continue;
      off++;
      first ??= { example: rows[from + Math.floor(start / size)] as number, sum };
    }
  });
  if (first === undefined) return [];
  const isMultiHot = whole && first.sum > 1;
  return [
    {
      code: "TARGET_SUM",
      where,
      expected: "rows that sum to 1",
      got: `${count(off)} that do not, the first at example ${first.example} (${short(first.sum)})`,
      fix: isMultiHot
        ? 'where an example may have several labels use "binaryCrossentropy" with a sigmoid'
        : "divide each row by its sum",
    },
  ];
}

/** Numbers to fit that are far from 1, or all the same. */
export function targetSpreadFindings(
  { field: name, input, output: { loss } }: TargetField,
  dataset: Dataset,
  found: FieldStatistics,
  where: string,
): Finding[] {
  if (loss?.info?.family !== "regression" || input === undefined || ![input.domain].flat().includes("real")) return [];
  if (dataset.size > 1 && found.min === found.max)
    return [
      {
        code: "CONSTANT",
        where,
        expected: "targets that differ from example to example",
        got: `${short(found.min)} in every one`,
        fix: "check how they were read",
      },
    ];
  // A network's first predictions are about 1 in size: hundreds of times that takes long to reach.
  return found.deviation > 100 || Math.abs(found.mean) > 100 ? rangeFindings(where, name, found) : [];
}
