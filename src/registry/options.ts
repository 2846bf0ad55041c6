import { ArgumentError, unknownName } from "../core/errors.ts";
import { describe, Tensor } from "../core/tensor.ts";
import type { LossInfo, LossOption, NumberParam, NumbersParam, Param } from "../losses/spec.ts";

/** Options of a loss, checked; those not given are left out. */
export type LossOptions = Readonly<Record<string, unknown>>;

/** Makes a loss given by name, or by name and options, a function. */
export type LossMaker = (loss: string | ({ readonly name: string } & LossOptions)) => LossOption;

/**
 * Options checked against a loss's spec. Losses among them that are given by name become functions.
 * @param name of the loss, for messages
 * @throws NameError for an option it lacks (nearest and list), ArgumentError for a value of another kind or out of range
 */
export function parseOptions(name: string, info: LossInfo, options: LossOptions, makeLoss: LossMaker): LossOptions {
  const parsed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(info.params, key)) throw unknownName(`${name} option`, key, Object.keys(info.params));
    const param = info.params[key] as Param;
    if (value === undefined || (value === null && param.default === null)) continue;
    if (!fits(param, value))
      throw new ArgumentError(`${name}: ${key}`, {
        expected: rangeText(param),
        got: textOf(value),
        fix:
          param.default === null ? `leave it out for ${defaultText(param)}` : `the default is ${textOf(param.default)}`,
      });
    parsed[key] =
      param.kind === "loss"
        ? asLoss(value, makeLoss)
        : param.kind === "losses"
          ? (value as readonly unknown[]).map((each) => asLoss(each, makeLoss))
          : value;
  }
  return parsed;
}

function asLoss(value: unknown, makeLoss: LossMaker): unknown {
  return typeof value === "function" ? value : makeLoss(value as string);
}

function isLoss(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return "name" in value && typeof value.name === "string";
  return typeof value === "string" || typeof value === "function";
}

function fits(param: Param, value: unknown): boolean {
  switch (param.kind) {
    case "flag":
      return typeof value === "boolean";
    case "choice":
      return param.choices.includes(value as string);
    case "loss":
      return isLoss(value);
    case "losses":
      return Array.isArray(value) && value.length > 0 && value.every(isLoss);
    case "function":
      return typeof value === "function";
    case "numbers":
      return param.scalar && !Array.isArray(value)
        ? isWithin(param, param.integer, value)
        : Array.isArray(value) && value.length > 0 && value.every((each) => isWithin(param, param.integer, each));
    default:
      if (param.trainable && value instanceof Tensor) return value.rank === 0;
      return isWithin(param, param.kind === "integer", value);
  }
}

function isWithin(bounds: NumberParam | NumbersParam, whole: boolean | undefined, value: unknown): boolean {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = bounds;
  const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = bounds;
  const isKind = whole ? Number.isInteger(value) : Number.isFinite(value);
  const number = value as number;
  return isKind && number >= min && number <= max && number > above && number < below;
}

/** What a param takes: "a number above 0", "a whole number", "true or false", "one of a, b". */
export function rangeText(param: Param): string {
  switch (param.kind) {
    case "flag":
      return "true or false";
    case "choice":
      return `one of ${param.choices.join(", ")}`;
    case "loss":
      return "a loss: its name, { name, ...options } or a function (yTrue, yPred) => values";
    case "losses":
      return "a list of losses: names, { name, ...options } or functions (yTrue, yPred) => values";
    case "function":
      return `a function ${param.type}`;
    case "numbers":
      return `${param.scalar ? "a number or " : ""}a list of ${param.integer ? "whole " : ""}numbers${boundsText(param)}`;
    default: {
      const scalar = param.trainable ? " or a scalar tensor" : "";
      return `${param.kind === "integer" ? "a whole number" : "a number"}${boundsText(param)}${scalar}`;
    }
  }
}

/** What a param is where it is not given: "1", "none", or what stands in for a function. */
export function defaultText(param: Param): string {
  if (param.kind === "function") return param.otherwise;
  return param.default === null
    ? "none"
    : Array.isArray(param.default)
      ? param.default.join(", ")
      : String(param.default);
}

function boundsText({ min, max, above, below }: NumberParam | NumbersParam): string {
  const bounds = Object.entries({ from: min, above, to: max, below }).filter(([, bound]) => bound !== undefined);
  return bounds.map(([word, bound]) => ` ${word} ${bound}`).join("");
}

function textOf(value: unknown): string {
  if (value instanceof Tensor) return value.toString();
  if (typeof value === "function") return describe(value);
  return typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
}
