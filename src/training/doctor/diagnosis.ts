import { LossmithError } from "../../core/errors.ts";
import { WarningLog } from "../../core/warnings.ts";
import type { Dataset } from "../../data/dataset.ts";
import { checkFitData } from "../check-data.ts";
import { balancedClasses } from "../epoch-state.ts";
import type { Trainer } from "../trainer.ts";
import { type Measurements, measure } from "./measure.ts";
import type { Rule, Severity, Sighting } from "./rule.ts";
import { doctorRules } from "./rules.ts";
import { subjectOf } from "./subject.ts";

export interface DiagnoseOptions {
  /** As `fit` will be given it. Default 32. */
  readonly batchSize?: number;
  /** Passes that are planned; what the learning rate does is judged by them. Default 10. */
  readonly epochs?: number;
  readonly shuffle?: boolean;
  readonly validation?: Dataset;
  /** false: look at network, options and data alone, and take no steps. Default true. */
  readonly probe?: boolean;
  readonly seed?: number;
}

/** One mistake in one place. */
export interface Diagnosed {
  /** Id of the rule; its page is docs/doctor/ID.md. */
  readonly rule: string;
  readonly severity: Severity;
  readonly where: string;
  readonly seen: string;
  readonly why: string;
  readonly fix: string;
}

export interface Diagnosis {
  readonly findings: readonly Diagnosed[];
  /** Whether nothing was found that is an error. */
  readonly passed: boolean;
  /** Rules that were looked at. */
  readonly rules: number;
  /** The findings as text. */
  readonly text: string;
}

/** See `Model.diagnose`. The state of the trainer is left as it is. */
export async function diagnoseTraining(trainer: Trainer, data: Dataset, options: DiagnoseOptions): Promise<Diagnosis> {
  const { batchSize = 32, epochs = 10, shuffle = true, validation, probe = true, seed = 0 } = options;
  const { plan } = trainer;
  try {
    await trainer.checkTargets(data);
    if (validation !== undefined) await trainer.checkTargets(validation);
    const log = new WarningLog(() => undefined);
    for (const warning of trainer.warnings.list) log.add(warning);
    await checkFitData(plan, { train: data, validation }, asWarnings, log);
    const snapshot = await trainer.snapshot();
    const weights = Object.fromEntries(Object.entries(snapshot.state).filter(([name]) => name in trainer.weights));
    const present = { ...weights, ...(await balancedClasses(plan, data)) };
    const subject = await subjectOf(plan, data, present, log.list, { batchSize, epochs, shuffle });
    let stopped: LossmithError | undefined;
    let measured: Measurements | undefined;
    try {
      if (probe) measured = await measure(plan, subject, present, { device: trainer.device, threads: undefined, seed });
    } catch (error) {
      // What was seen before any step still stands.
      if (!(error instanceof LossmithError)) throw error;
      stopped = error;
    }
    return report((rule) => [
      ...(rule.look?.(subject) ?? []),
      ...(measured === undefined ? [] : (rule.probe?.(subject, measured) ?? [])),
      ...(stopped === undefined ? [] : (rule.refused?.(stopped) ?? [])),
    ]);
  } catch (error) {
    if (error instanceof LossmithError) return refusal(error);
    throw error;
  }
}

const asWarnings = { NON_FINITE: "warning", TARGET_RANGE: "error" } as const;

/** The diagnosis of a training that an error keeps from starting. */
export function refusal(error: LossmithError): Diagnosis {
  return report((rule) => rule.refused?.(error) ?? []);
}

function report(sightings: (rule: Rule) => readonly Sighting[]): Diagnosis {
  const seen = new Map(doctorRules.map((rule) => [rule.id, sightings(rule)]));
  const findings = doctorRules
    .filter(({ unless = [] }) => unless.every((id) => (seen.get(id) ?? []).length === 0))
    .flatMap(({ id, severity, why, fix }) =>
      (seen.get(id) ?? []).map((each): Diagnosed => ({ rule: id, severity, why, fix, ...each })),
    )
    .sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  const lines = findings.flatMap(({ rule, severity, where, seen: what, why, fix }) => [
    `${severity === "error" ? "✗" : "!"} ${rule}: ${where}: ${what}`,
    `    ${why}`,
    `    ${fix}`,
  ]);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const summary = `${errors} errors, ${findings.length - errors} warnings by ${doctorRules.length} rules`;
  return { findings, passed: errors === 0, rules: doctorRules.length, text: [...lines, summary].join("\n") };
}
