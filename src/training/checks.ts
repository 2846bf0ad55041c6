import { DataError } from "../core/errors.ts";
import type { WarningCode, WarningLog } from "../core/warnings.ts";
import { asWarning, type Finding } from "../data/findings.ts";

/**
 * What is done about findings in data: "all" (default): what is certainly wrong is an error, the rest warnings; "errors": no
 * warnings; "none": nothing is looked at but labels, which no loss can take out of range. Or by code:
 * `{ DUPLICATES: "off", UNNORMALISED: "error" }`.
 */
export type Checks = "all" | "errors" | "none" | Readonly<Partial<Record<WarningCode, CheckLevel>>>;

export type CheckLevel = "error" | "warning" | "off";

/** Deals with findings as asked. */
export class Findings {
  private readonly checks: Checks;
  private readonly log: WarningLog;
  /** Codes of what was found, whatever was done about it. */
  readonly found: Set<WarningCode> = new Set();

  constructor(checks: Checks, log: WarningLog) {
    this.checks = checks;
    this.log = log;
  }

  /** Whether findings of a code lead to anything: else they need not be looked for. */
  wants(code: WarningCode, certain = false): boolean {
    return this.levelOf(code, certain) !== "off";
  }

  /** @throws DataError for a finding that is an error */
  report(findings: readonly Finding[]): void {
    for (const finding of findings) {
      this.found.add(finding.code);
      const level = this.levelOf(finding.code, finding.certain === true);
      if (level === "warning") this.log.add(asWarning(finding));
      if (level === "error") {
        const { code, where, expected, got, fix } = finding;
        throw new DataError(where, { expected, got, fix: `${fix}, or go on with checks: { ${code}: "warning" }` });
      }
    }
  }

  private levelOf(code: WarningCode, certain: boolean): CheckLevel {
    const usual = certain ? "error" : "warning";
    if (this.checks === "none") return "off";
    if (this.checks === "errors") return certain ? "error" : "off";
    return this.checks === "all" ? usual : (this.checks[code] ?? usual);
  }
}
