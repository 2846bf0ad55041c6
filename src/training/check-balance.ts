import { isFloat } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { classNames, count, labelFindings } from "../data/findings.ts";
import { evenly, readBlocks } from "../data/scan.ts";
import type { Findings } from "./checks.ts";
import { weightField } from "./counting.ts";
import { type TargetField, targetFields } from "./data-fields.ts";
import type { Plan } from "./program.ts";

/** Labels that are counted at most; of more, those of examples at even distances. */
const mostLabels = 2 ** 22;
/** With fewer labels than this for each class, one without examples is no surprise. */
const examplesPerClass = 5;
/** A class is missed in validation data when so many of its examples were to be expected there. */
const expectedExamples = 3;

/** Classes without examples, classes that validation lacks, and classes of very different sizes. */
export async function checkBalance(
  plan: Plan,
  train: Dataset,
  validation: Dataset | undefined,
  findings: Findings,
): Promise<void> {
  for (const target of targetFields(plan, train)) {
    const { field, output } = target;
    const classes = classCount(target, train);
    if (classes === undefined || classes < 2) continue;
    const where = `field "${field}"`;
    const { counts, isWhole } = await countClasses(train, field, classes);
    const total = counts.reduce((a, b) => a + b, 0);
    const seen = counts.filter((each) => each > 0);
    if (total === 0) continue;
    const found = labelFindings(
      where,
      {
        classes,
        counts,
        // What a part lacks the rest may have.
        missing:
          isWhole && total >= examplesPerClass * classes
            ? counts.flatMap((each, label) => (each === 0 ? [label] : []))
            : [],
        imbalance: Math.max(...seen) / Math.min(...seen),
      },
      train.classNames,
    );
    findings.report(isWeighed(plan, output, train) ? found.filter(({ code }) => code !== "IMBALANCE") : found);
    if (validation?.fields[field] === undefined || !isWhole) continue;
    const other = await countClasses(validation, field, classes);
    const otherTotal = other.counts.reduce((a, b) => a + b, 0);
    const lacking = counts.flatMap((each, label) =>
      other.counts[label] === 0 && (each / total) * otherTotal >= expectedExamples ? [label] : [],
    );
    if (lacking.length > 0 && other.isWhole)
      findings.report([
        {
          code: "MISSING_IN_VALIDATION",
          where: `${where} of the validation data`,
          expected: "examples of every class of the training data",
          got: `none of ${count(lacking.length)} (${classNames(lacking, train.classNames)})`,
          fix: "draw the validation data at random (validationSplit), or from all classes",
        },
      ]);
  }
}

/** How many classes a target's labels are of; undefined for other targets. */
function classCount({ field: name, input, output: { loss } }: TargetField, { fields }: Dataset): number | undefined {
  const field = fields[name] as Field;
  const domains = [input?.domain ?? []].flat();
  if (domains.includes("binary")) return sizeOf(field.shape) === 1 && (field.classes ?? 2) === 2 ? 2 : undefined;
  if (field.classes !== undefined) return field.classes;
  return domains.includes("classIndex")
    ? loss?.labels.find(({ classes }) => classes !== undefined)?.classes
    : undefined;
}

/** Whether something already weighs rare classes up. */
function isWeighed(plan: Plan, { loss, output, classWeights }: TargetField["output"], { fields }: Dataset): boolean {
  const { info, options = {} } = loss ?? {};
  const weighs = ["classWeights", "posWeight", "classCounts"].some((name) => {
    const value = options[name];
    return value !== undefined && value !== null && value !== 1;
  });
  return (
    weighs ||
    classWeights !== undefined ||
    fields[weightField] !== undefined ||
    fields[`${weightField}/${output}`] !== undefined ||
    info?.tasks.includes("imbalance") === true ||
    plan.outputs.length === 0
  );
}

async function countClasses(
  dataset: Dataset,
  name: string,
  classes: number,
): Promise<{ readonly counts: number[]; readonly isWhole: boolean }> {
  const { shape, dtype } = dataset.fields[name] as Field;
  const counts = new Array<number>(classes).fill(0);
  const examples = evenly(dataset.size, Math.max(1, Math.floor(mostLabels / Math.max(1, sizeOf(shape)))));
  await readBlocks(dataset, name, examples, (numbers) => {
    for (let i = 0; i < numbers.length; i++) {
      const label = numbers[i] as number;
      // Soft labels are no labels, and one that is to be ignored is outside the classes.
      if (label >= 0 && label < classes && (!isFloat(dtype) || Number.isInteger(label)))
        counts[label] = (counts[label] as number) + 1;
    }
  });
  return { counts, isWhole: examples.length === dataset.size };
}
