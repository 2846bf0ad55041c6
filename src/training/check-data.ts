import { isFloat } from "../core/dtype.ts";
import { sizeOf } from "../core/shape.ts";
import type { WarningCode, WarningLog } from "../core/warnings.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { constantFindings, type Finding, nonFiniteFindings, rangeFindings } from "../data/findings.ts";
import type { Values } from "../runtime/stepper.ts";
import { checkBalance } from "./check-balance.ts";
import { checkRepeats } from "./check-repeats.ts";
import { targetFindings, targetSpreadFindings } from "./check-targets.ts";
import { type Checks, Findings } from "./checks.ts";
import { weightField } from "./counting.ts";
import { inputFields, targetFields } from "./data-fields.ts";
import type { Network } from "./network.ts";
import type { Plan } from "./program.ts";
import { startingLossFindings } from "./starting-loss.ts";
import { statisticsOf } from "./statistics.ts";

/**
 * Looks at the data of a training once, before the first step.
 * @returns what looks at the first step's loss
 * @throws DataError for what is certainly wrong: NaN, targets outside what a loss takes
 */
export async function checkFitData(
  plan: Plan,
  { train, validation }: { readonly train: Dataset; readonly validation: Dataset | undefined },
  checks: Checks,
  log: WarningLog,
): Promise<FirstStep> {
  if (checks === "none") return () => undefined;
  const findings = new Findings(checks, log);
  await checkFields(plan, train, findings, "train");
  if (validation !== undefined) await checkFields(plan, validation, findings, "validation");
  await checkBalance(plan, train, validation, findings);
  await checkRepeats(plan, train, validation, findings);
  return async (outputs) => {
    // What has been found explains a large first loss.
    const isExplained = causes.some((code) => findings.found.has(code));
    if (!isExplained && findings.wants("STARTING_LOSS"))
      findings.report(await startingLossFindings(plan, train, outputs));
  };
}

const causes: readonly WarningCode[] = ["UNNORMALISED", "TARGET_SUM", "TARGET_RANGE", "NON_FINITE"];

/** To be told what the first step of a training reported. */
export type FirstStep = (outputs: Values) => Promise<void> | void;

/** Looks at the data of an evaluation: only for what makes its figures wrong. @throws DataError as checkFitData */
export async function checkEvaluationData(
  plan: Plan,
  dataset: Dataset,
  checks: Checks,
  log: WarningLog,
): Promise<void> {
  if (checks !== "none") await checkFields(plan, dataset, new Findings(checks, log), "evaluation");
}

async function checkFields(
  plan: Plan,
  dataset: Dataset,
  findings: Findings,
  role: "train" | "validation" | "evaluation",
): Promise<void> {
  const whereOf = (name: string): string => `field "${name}"${role === "validation" ? " of the validation data" : ""}`;
  for (const { field: name, isIndices } of inputFields(plan, dataset)) {
    const { shape, dtype } = dataset.fields[name] as Field;
    if (role !== "train" && !isFloat(dtype)) continue; // nothing to be found in them
    const found = await statisticsOf(dataset, name, "input");
    findings.report(nonFiniteFindings(whereOf(name), shape, found));
    if (role !== "train") continue;
    if (!isIndices && !startsByScaling(plan.network)) findings.report(rangeFindings(whereOf(name), name, found));
    // Of a part nothing can be said about columns: the value that differs may be in the rest.
    if (found.examples === dataset.size || found.constant.length === sizeOf(shape))
      findings.report(constantFindings(whereOf(name), shape, found));
  }
  for (const target of targetFields(plan, dataset)) {
    const { dtype, classes } = dataset.fields[target.field] as Field;
    if (classes !== undefined && !isFloat(dtype)) continue; // labels, which are checked by themselves
    const found = await statisticsOf(dataset, target.field, "target");
    const where = whereOf(target.field);
    findings.report(nonFiniteFindings(where, (dataset.fields[target.field] as Field).shape, found));
    findings.report(await targetFindings(target, dataset, found, where));
    if (role === "train") findings.report(targetSpreadFindings(target, dataset, found, where));
  }
  await checkWeights(dataset, whereOf(weightField), findings);
}

/** Layers that leave the size of numbers as it is. */
const bystanders: ReadonlySet<string> = new Set(["flatten", "reshape", "permute", "dropout", "zeroPad2d"]);
/** Layers after which the size of inputs does not matter, or whose effect is not known. */
const scalers: ReadonlySet<string> = new Set([
  "rescaling",
  "batchNorm",
  "layerNorm",
  "groupNorm",
  "instanceNorm",
  "lambda",
]);

function startsByScaling({ layers }: Network): boolean {
  const first = layers.find(({ layer }) => !bystanders.has(layer.kind));
  return first === undefined || scalers.has(first.layer.kind);
}

async function checkWeights(dataset: Dataset, where: string, findings: Findings): Promise<void> {
  const field = dataset.fields[weightField];
  if (field === undefined) return;
  const found = await statisticsOf(dataset, weightField, "target");
  findings.report(nonFiniteFindings(where, field.shape, found));
  const finding = (got: string, fix: string): Finding[] => [
    { code: "WEIGHTS", where, expected: "weights from 0 up, some above 0", got, fix },
  ];
  if (found.min < 0)
    findings.report(
      finding(`weights down to ${found.min}`, "a negative weight teaches the opposite: use 0 to leave an example out"),
    );
  else if (found.max === 0)
    findings.report(finding("0 for every example", "nothing is learned from them: give some a weight"));
}
