import { ArgumentError } from "../core/errors.ts";
import { describe, type Tensor } from "../core/tensor.ts";
import type { Param } from "../losses/spec.ts";
import { resolveLoss } from "../registry/index.ts";
import type { LossContext } from "./terms.ts";

/** An option of a loss of your own: its default, or a description with bounds. */
export type DefinedParam = number | boolean | readonly number[] | Param;

/** Options as the function gets them. Numbers that are trained or ramped are scalar tensors. */
// biome-ignore lint/suspicious/noExplicitAny: options have the types of the defaults
export type DefinedOptions = Readonly<Record<string, any>>;

export interface LossDefinition {
  /** What it is called in `compile`, in the history and in saved models. */
  readonly name: string;
  /** Its options, each a default (`{ threshold: 1 }`) or a description (`{ kind: "number", default: 1, above: 0, doc: "..." }`). */
  readonly params?: Readonly<Record<string, DefinedParam>>;
  /** One value per example, a scalar, or several named terms. */
  readonly fn: (
    yTrue: Tensor,
    yPred: Tensor,
    options: DefinedOptions,
    context: LossContext,
  ) => Tensor | Readonly<Record<string, Tensor>>;
}

/** A loss of your own under a name. */
export interface DefinedLoss {
  readonly name: string;
  readonly params: Readonly<Record<string, Param>>;
  readonly fn: LossDefinition["fn"];
}

/** By name; filled by `defineLoss` alone. */
const definitions: Map<string, DefinedLoss> = /* @__PURE__ */ new Map();

/**
 * Gives a loss of your own a name: from then on `compile` takes the returned object, or the name with options
 * (`{ name: "softThreshold", threshold: 2 }`), and models trained with it are saved with its name, options and graph. A second
 * definition of a name replaces the first.
 * @throws ArgumentError for a name that is none, that of a loss of lossmith, or options that are described wrongly
 */
export function defineLoss({ name, params = {}, fn }: LossDefinition): DefinedLoss {
  if (typeof name !== "string" || !/^[A-Za-z][\w.-]*$/.test(name))
    throw new ArgumentError("defineLoss: name", {
      expected: "a letter, then letters, digits, _, - or .",
      got: describe(name),
    });
  if (isBuiltIn(name))
    throw new ArgumentError("defineLoss: name", {
      expected: "a name that no loss of lossmith has",
      got: `"${name}"`,
      fix: `call it my${name[0]?.toUpperCase()}${name.slice(1)}, or the like`,
    });
  if (typeof fn !== "function")
    throw new ArgumentError(`defineLoss: ${name}`, {
      expected: "fn: a function (yTrue, yPred, options)",
      got: describe(fn),
    });
  const known = Object.entries(params).map(([key, param]) => [key, paramOf(name, key, param)] as const);
  const loss: DefinedLoss = { name, params: Object.fromEntries(known), fn };
  definitions.set(name, loss);
  return loss;
}

/** Names that describe how a loss is used, not what it is. */
const reserved = ["name", "reduction", "inputs", "train"];

function paramOf(loss: string, key: string, param: DefinedParam): Param {
  const where = `defineLoss: ${loss}: ${key}`;
  if (reserved.includes(key))
    throw new ArgumentError(where, { expected: `an option not called ${reserved.join(", ")}`, got: key });
  const doc = "";
  if (typeof param === "number") return { kind: "number", default: param, doc, trainable: true };
  if (typeof param === "boolean") return { kind: "flag", default: param, doc };
  if (Array.isArray(param)) return { kind: "numbers", default: param as number[], doc };
  if (typeof param === "object" && param !== null && "kind" in param) return param;
  throw new ArgumentError(where, {
    expected: "a default (a number, true or false, a list of numbers) or a description { kind, default, doc }",
    got: describe(param),
  });
}

function isBuiltIn(name: string): boolean {
  try {
    resolveLoss(name);
    return true;
  } catch {
    return false;
  }
}

/** Names that were defined. */
export function definedNames(): readonly string[] {
  return [...definitions.keys()];
}

/** The loss defined under a name. */
export function definedLoss(name: string): DefinedLoss | undefined {
  return definitions.get(name);
}

/** Whether a loss is one of `defineLoss`. */
export function isDefinedLoss(loss: unknown): loss is DefinedLoss {
  return typeof loss === "object" && loss !== null && typeof (loss as DefinedLoss).fn === "function";
}
