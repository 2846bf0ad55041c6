import { ArgumentError, unknownName } from "../core/errors.ts";
import type { LossInfo, Param } from "../losses/spec.ts";

/** Options of a loss, checked; those not given are left out. */
export type LossOptions = Readonly<Record<string, unknown>>;

/**
 * Options checked against a loss's spec.
 * @param name of the loss, for messages
 * @throws NameError for an option it lacks (nearest and list), ArgumentError for a value of another kind or out of range
 */
export function parseLossOptions(name: string, info: LossInfo, options: LossOptions): LossOptions {
  const parsed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(info.params, key)) throw unknownName(`${name} option`, key, Object.keys(info.params));
    const param = info.params[key] as Param;
    if (value === undefined || (value === null && param.default === null)) continue;
    if (!fits(param, value))
      throw new ArgumentError(`${name}: ${key}`, {
        expected: rangeText(param),
        got: typeof value === "string" ? JSON.stringify(value) : String(value),
        fix: param.default === null ? "leave it out for none" : `the default is ${param.default}`,
      });
    parsed[key] = value;
  }
  return parsed;
}

function fits(param: Param, value: unknown): boolean {
  if (param.kind === "flag") return typeof value === "boolean";
  if (param.kind === "choice") return param.choices.includes(value as string);
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = param;
  const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = param;
  const isKind = param.kind === "integer" ? Number.isInteger(value) : Number.isFinite(value);
  const number = value as number;
  return isKind && number >= min && number <= max && number > above && number < below;
}

/** What a param takes: "a number above 0", "a whole number", "true or false", "one of a, b". */
function rangeText(param: Param): string {
  if (param.kind === "flag") return "true or false";
  if (param.kind === "choice") return `one of ${param.choices.join(", ")}`;
  const { kind, min, max, above, below } = param;
  return [
    kind === "integer" ? "a whole number" : "a number",
    ...(min === undefined ? [] : [`from ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`to ${max}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ].join(" ");
}
