import { ArgumentError, unknownName } from "../core/errors.ts";
import { describe } from "../core/tensor.ts";
import type { ClipOptions, Optimizer, Schedule } from "./optimizer.ts";

/** What every optimizer takes. */
export interface CommonOptions extends ClipOptions {
  /** A positive number, or a schedule of one. */
  readonly learningRate?: number | Schedule;
}

type Setting = number | boolean;

/** Options with their defaults filled in. */
export type Settings<D> = { readonly [K in keyof D]: D[K] extends boolean ? boolean : number };

/** Everything about an optimizer that its options decide, but for the rule. */
export interface Resolved<D> {
  /** The rule's own numbers. */
  readonly settings: Settings<D>;
  readonly base: Pick<Optimizer, "kind" | "options" | "learningRate" | "clip">;
}

const clipNames: readonly (keyof ClipOptions)[] = ["clipValue", "clipNorm", "globalClipNorm"];

/** Numbers that are shares: from 0 up to, not including, 1. */
const shares: readonly string[] = ["momentum", "dampening", "rho", "beta1", "beta2"];

/**
 * Checks options against an optimizer's defaults and fills them in.
 * @throws NameError for an option it does not have, ArgumentError for a value out of range
 */
export function resolveSettings<D extends { readonly learningRate: number }>(
  kind: string,
  defaults: D,
  options: CommonOptions & { readonly [K in keyof D]?: unknown },
): Resolved<Omit<D, "learningRate">> {
  const known = [...Object.keys(defaults), ...clipNames];
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(given)) if (!known.includes(name)) throw unknownName(`${kind} option`, name, known);
  const { learningRate, ...settings } = { ...defaults, ...given } as unknown as Record<string, Setting> & CommonOptions;
  const rate = learningRate as number | Schedule;
  if (typeof rate !== "function" && !(Number.isFinite(rate) && rate > 0))
    throw new ArgumentError(kind, {
      expected: "learningRate: a positive number, or a function of the step",
      got: describe(rate),
    });
  for (const [name, value] of Object.entries(settings)) checkSetting(kind, name, value as Setting, defaults);
  const clip = Object.fromEntries(clipNames.flatMap((name) => (name in given ? [[name, given[name]]] : [])));
  const own = Object.fromEntries(Object.entries(settings).filter(([name]) => name in defaults));
  return {
    settings: own as Settings<Omit<D, "learningRate">>,
    base: {
      kind,
      learningRate: rate,
      clip,
      options: { learningRate: typeof rate === "function" ? rate.name || "schedule" : rate, ...own, ...clip },
    },
  };
}

function checkSetting(kind: string, name: string, value: Setting, defaults: object): void {
  const isSwitch = typeof (defaults as Record<string, unknown>)[name] === "boolean";
  const fail = (expected: string): never => {
    throw new ArgumentError(kind, { expected: `${name}: ${expected}`, got: describe(value) });
  };
  if (isSwitch && typeof value !== "boolean") fail("true or false");
  if (isSwitch) return;
  if (typeof value !== "number" || !Number.isFinite(value)) fail("a finite number");
  if (shares.includes(name) && !((value as number) >= 0 && (value as number) < 1))
    fail("from 0 up to, not including, 1");
  if ((clipNames as readonly string[]).includes(name) && (value as number) <= 0) fail("above 0");
  if ((value as number) < 0) fail("not negative");
}
