import { type Shape, sizeOf } from "../core/shape.ts";
import type { Warning, WarningCode } from "../core/warnings.ts";
import type { LabelStatistics } from "./labels.ts";
import type { FieldStatistics } from "./scan.ts";

/** Something about data that spoils training, with the parts of an error. */
export interface Finding {
  readonly code: WarningCode;
  readonly where: string;
  readonly expected: string;
  readonly got: string;
  readonly fix: string;
  /** Whether training on it is certainly wrong. */
  readonly certain?: true;
}

export function asWarning({ code, where, expected, got, fix }: Finding): Warning {
  return { code, where, message: `${got}, expected ${expected}`, fix };
}

/** Numbers larger than this slow training down or make it diverge at usual learning rates, unless they are rare. */
const wide = 20;
const wideOnAverage = 5;
/** Counts of classes further apart than this are worth class weights. */
const lopsided = 10;

/** NaN and infinite values. */
export function nonFiniteFindings(
  where: string,
  shape: Shape,
  { nonFinite, firstNonFinite }: FieldStatistics,
): Finding[] {
  if (firstNonFinite === undefined) return [];
  const { example, position, value } = firstNonFinite;
  const place = sizeOf(shape) === 1 ? `example ${example}` : `example ${example}, number ${position}`;
  return [
    {
      code: "NON_FINITE",
      where,
      expected: "finite numbers",
      got: `${value} at ${place}${nonFinite > 1 ? ` and ${count(nonFinite - 1)} more` : ""}`,
      fix: "drop these examples or fill in the missing values",
      certain: true,
    },
  ];
}

/** Numbers that are far larger than 1 throughout. */
export function rangeFindings(where: string, name: string, found: FieldStatistics): Finding[] {
  const { min, max, mean, deviation, whole } = found;
  const isWide = Math.max(Math.abs(min), Math.abs(max)) > wide;
  if (!isWide || (deviation <= wideOnAverage && Math.abs(mean) <= wideOnAverage)) return [];
  const arePixels = whole && min >= 0 && max <= 255;
  const scale = arePixels
    ? "1 / 255, offset: 0"
    : `1 / ${short(deviation || Math.abs(mean))}, offset: ${short(-mean / (deviation || Math.abs(mean)))}`;
  return [
    {
      code: "UNNORMALISED",
      where,
      expected: "about -1 to 1",
      got: `numbers from ${short(min)} to ${short(max)}`,
      fix: `scale them: arrays({ ... }, { rescale: { ${name}: { scale: ${scale} } } })`,
    },
  ];
}

/**
 * Fields and columns that never change. One pixel that is always black is normal in images; in a table a column that never
 * changes is a mistake.
 */
export function constantFindings(where: string, shape: Shape, { constant, examples }: FieldStatistics): Finding[] {
  const columns = sizeOf(shape);
  const all = constant.length === columns;
  if (constant.length === 0 || examples < 2 || (shape.length > 1 && !all)) return [];
  return [
    {
      code: "CONSTANT",
      where,
      expected: "numbers that differ from example to example",
      got: all
        ? "the same in every example"
        : `${count(constant.length)} of ${count(columns)} columns that never change (${some(constant)})`,
      fix: all ? "check how it was read" : "drop them",
    },
  ];
}

/** Classes without examples, and classes of very different sizes. */
export function labelFindings(
  where: string,
  statistics: LabelStatistics,
  names: readonly string[] | undefined,
): Finding[] {
  const findings: Finding[] = [];
  const { counts, missing, imbalance } = statistics;
  if (missing.length > 0)
    findings.push({
      code: "MISSING_CLASSES",
      where,
      expected: `examples of all ${count(counts.length)} classes`,
      got: `none of ${count(missing.length)} (${classNames(missing, names)})`,
      fix: "add some, or lower the number of classes",
    });
  if (imbalance > lopsided) {
    const seen = counts.filter((each) => each > 0);
    const [least, most] = [Math.min(...seen), Math.max(...seen)];
    const nameOf = (label: number): string => names?.[label] ?? String(label);
    findings.push({
      code: "IMBALANCE",
      where,
      expected: `at most ${lopsided} times as many examples of one class as of another`,
      got: `${count(most)} of class ${nameOf(counts.indexOf(most))} and ${count(least)} of class ${nameOf(counts.indexOf(least))}`,
      fix: 'weigh the classes (classWeights: "balanced")',
    });
  }
  return findings;
}

/** Class numbers, or what they are called, the first few. */
export function classNames(labels: readonly number[], names: readonly string[] | undefined): string {
  return some(labels.map((label) => names?.[label] ?? String(label)));
}

/** A number in four digits. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** A whole number, with separators. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

function some(list: readonly (number | string)[]): string {
  return list.length > 5 ? `${list.slice(0, 5).join(", ")}, ...` : list.join(", ");
}
