import { ArgumentError, unknownName } from "../core/errors.ts";
import type { Alias, LossInfo, LossSpec, Param } from "../losses/spec.ts";
import { specs } from "./specs.gen.ts";

/** Canonical names of the losses. */
export type LossName = keyof typeof specs;

/** Options of a loss, by its name. */
export type OptionsOf<N extends LossName> = (typeof specs)[N] extends LossSpec<infer O, infer _> ? O : never;

/** A loss found by one of its names. */
export interface FoundLoss {
  readonly name: LossName;
  readonly info: LossInfo;
  /** What the name implies: PyTorch's `BCEWithLogitsLoss` is `binaryCrossentropy` with `fromLogits`. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Every loss, in the order of the names. */
export function lossEntries(): readonly (readonly [LossName, LossInfo])[] {
  return Object.entries(specs) as [LossName, LossInfo][];
}

let index: Map<string, FoundLoss> | undefined;

function lossIndex(): Map<string, FoundLoss> {
  if (index !== undefined) return index;
  index = new Map();
  for (const [name, info] of lossEntries()) {
    index.set(name.toLowerCase(), { name, info, options: {} });
    for (const alias of info.aliases) index.set(aliasName(alias).toLowerCase(), { name, info, options: typeof alias === "string" ? {} : alias.options });
  }
  return index;
}

export function aliasName(alias: Alias): string {
  return typeof alias === "string" ? alias : alias.name;
}

/**
 * The loss of a name: its own or an alias, in any case.
 * @throws NameError with the nearest name and the list
 */
export function resolveLoss(name: string): FoundLoss {
  const found = lossIndex().get(name.toLowerCase());
  if (found !== undefined) return found;
  throw unknownName("loss", name, [...lossEntries().flatMap(([canonical, info]) => [canonical, ...info.aliases.map(aliasName)])]);
}

/**
 * Options checked against a loss's spec.
 * @throws NameError for an option it lacks, ArgumentError for a value out of range
 */
export function parseLossOptions(name: string, info: LossInfo, options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const parsed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    const param = info.params[key];
    if (param === undefined) throw unknownName(`${name}: option`, key, Object.keys(info.params));
    if (value === undefined || (value === null && param.default === null)) continue;
    const wanted = problemWith(param, value);
    if (wanted !== undefined) throw new ArgumentError(`${name}: ${key}`, { expected: wanted, got: JSON.stringify(value) ?? String(value) });
    parsed[key] = value;
  }
  return parsed;
}

/** What an option should have been, undefined if it is right. */
function problemWith(param: Param, value: unknown): string | undefined {
  if (param.kind === "flag") return typeof value === "boolean" ? undefined : "true or false";
  if (param.kind === "choice") return param.choices.includes(value as string) ? undefined : `one of ${param.choices.join(", ")}`;
  const { kind, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = param;
  const isKind = typeof value === "number" && (kind === "integer" ? Number.isInteger(value) : Number.isFinite(value));
  if (isKind && value >= min && value <= max && value > above && value < below) return undefined;
  return rangeText(param);
}

/** "a number above 0" */
export function rangeText(param: Exclude<Param, { kind: "flag" | "choice" }>): string {
  const { kind, min, max, above, below } = param;
  const bounds = [
    min === undefined ? "" : `from ${min}`,
    above === undefined ? "" : `above ${above}`,
    max === undefined ? "" : `to ${max}`,
    below === undefined ? "" : `below ${below}`,
  ].filter(Boolean);
  return [kind === "integer" ? "a whole number" : "a number", ...bounds].join(" ");
}
