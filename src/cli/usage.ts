import { ArgumentError, NameError, unknownName } from "../core/errors.ts";

/** What a person typed cannot be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Runs what checks names and options from the command line: their errors are bad usage. */
export function asUsage<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof NameError) throw new UsageError(unknownText(error), { cause: error });
    if (error instanceof ArgumentError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** An unknown name as one reads it on a terminal: what is near first, then the list. */
function unknownText({ where, problem: { got, expected, fix } }: NameError): string {
  const hint = fix === undefined ? "" : `; ${fix}`;
  if (where === "loss") return `unknown loss ${got}${hint}`; // hundreds of names: the hint says where they are
  return `unknown ${where} ${got}${hint}\nknown: ${expected.replace(/^one of /, "") || "none"}`;
}

/** A number option. */
export function numberOption(
  name: string,
  { integer = false, above }: { readonly integer?: boolean; readonly above?: number } = {},
): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    const ok =
      Number.isFinite(value) && (!integer || Number.isSafeInteger(value)) && (above === undefined || value > above);
    const kind = `${integer ? "a whole number" : "a number"}${above === undefined ? "" : ` above ${above}`}`;
    if (!ok) throw new UsageError(`--${name}: expected ${kind}, got "${text}"`);
    return value;
  };
}

/** A number option between 0 and 1, neither of them. */
export function shareOption(name: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value > 0 && value < 1)) throw new UsageError(`--${name}: expected a number between 0 and 1, got "${text}"`);
    return value;
  };
}

/** One of several words. */
export function choiceOption<T extends string>(name: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    if (!choices.includes(text as T))
      asUsage(() => {
        throw unknownName(`--${name}`, text, choices);
      });
    return text as T;
  };
}

/** `k=v` pairs as they come: numbers, true and false, else text. @param name with its dashes, or what else is to be named in errors */
export function pairOption(name: string): (text: string, before?: Record<string, unknown>) => Record<string, unknown> {
  return (text, before = {}) => {
    const at = text.indexOf("=");
    if (at <= 0) throw new UsageError(`${name}: expected key=value, such as delta=0.5, got "${text}"`);
    const [key, value] = [text.slice(0, at), text.slice(at + 1)];
    return { ...before, [key]: plainValue(value) };
  };
}

function plainValue(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
