import { ArgumentError, unknownName } from "../core/errors.ts";
import type { Alias, LossInfo, LossOption, LossSpec } from "../losses/spec.ts";
import { type LossOptions, parseOptions } from "./options.ts";
import { type LossAliases, specs } from "./specs.gen.ts";

export type { LossOptions } from "./options.ts";

/** A loss's own name: that of its function and its file. */
export type CanonicalLossName = keyof typeof specs;

/** Every name of every loss as it is usually written. Case does not matter where names are looked up. */
export type LossName = CanonicalLossName | keyof LossAliases;

type Canonical<N extends LossName> = N extends keyof LossAliases ? LossAliases[N] : N;

/** Options of a loss, by any of its names. */
export type OptionsOf<N extends LossName> =
  (typeof specs)[Extract<Canonical<N>, CanonicalLossName>] extends LossSpec<infer O, infer _> ? O : never;

/** A loss found by one of its names. */
export interface FoundLoss {
  readonly name: CanonicalLossName;
  readonly info: LossInfo;
  /** What the name implies: PyTorch's `BCEWithLogitsLoss` is `binaryCrossentropy` with `fromLogits`. */
  readonly options: LossOptions;
}

/** Every loss with its spec, in the order of the names. */
export function lossEntries(): readonly (readonly [CanonicalLossName, LossInfo])[] {
  return Object.entries(specs) as [CanonicalLossName, LossInfo][];
}

/** The losses' own names, in order. */
export function lossNames(): CanonicalLossName[] {
  return Object.keys(specs) as CanonicalLossName[];
}

/** The name in an alias. */
export function aliasName(alias: Alias): string {
  return typeof alias === "string" ? alias : alias.name;
}

interface LossIndex {
  /** Every name in lower case; a loss's own name also with underscores. */
  readonly exact: ReadonlyMap<string, FoundLoss>;
  /** The same without underscores, where only one loss is meant: "triplet_margin_loss" is "TripletMarginLoss". */
  readonly loose: ReadonlyMap<string, FoundLoss>;
}

let index: LossIndex | undefined;

/** Made when first needed: importing has no effect. */
function lossIndex(): LossIndex {
  if (index !== undefined) return index;
  const entries = lossEntries().flatMap(([name, info]) => {
    const own = { name, info, options: {} };
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter}`);
    return [
      ...[name, snake].map((each) => [each.toLowerCase(), own] as const),
      ...info.aliases.map((alias) => {
        const options = typeof alias === "string" ? {} : alias.options;
        return [aliasName(alias).toLowerCase(), { name, info, options }] as const;
      }),
    ];
  });
  const meant = new Map<string, FoundLoss | undefined>();
  for (const [name, found] of entries) {
    const plain = withoutUnderscores(name);
    const known = meant.get(plain);
    const isSame = known?.name === found.name && JSON.stringify(known.options) === JSON.stringify(found.options);
    meant.set(plain, meant.has(plain) && !isSame ? undefined : found);
  }
  const loose = [...meant].flatMap(([name, found]) => (found === undefined ? [] : [[name, found] as const]));
  index = { exact: new Map(entries), loose: new Map(loose) };
  return index;
}

function withoutUnderscores(name: string): string {
  return name.replaceAll("_", "");
}

/**
 * The loss of a name: its own or an alias, in any case, with underscores or without.
 * @param others names that are known elsewhere, for the error
 * @throws NameError with the nearest names
 */
export function resolveLoss(name: LossName | (string & {}), others: readonly string[] = []): FoundLoss {
  if (typeof name === "string") {
    const { exact, loose } = lossIndex();
    const wanted = name.toLowerCase();
    const found = exact.get(wanted) ?? loose.get(withoutUnderscores(wanted));
    if (found !== undefined) return found;
  }
  throw unknownName(
    "loss",
    name,
    [...lossEntries().flatMap(([canonical, info]) => [canonical, ...info.aliases.map(aliasName)]), ...others],
    "(lossmith losses lists them; lossNames() in code)",
  );
}

/**
 * Options checked against a loss's spec; those that are losses by name become functions.
 * @param name of the loss, for messages
 * @throws NameError for an option it lacks (nearest and list), ArgumentError for a value of another kind or out of range
 */
export function parseLossOptions(name: string, info: LossInfo, options: LossOptions): LossOptions {
  return parseOptions(name, info, options, (loss) => {
    const { name: inner, ...rest } = typeof loss === "string" ? { name: loss } : loss;
    return lossFunction(inner, rest);
  });
}

/**
 * A loss of a target and a prediction as a function, its options filled in.
 * @throws NameError for an unknown name or option; ArgumentError for a loss with other inputs, or an option out of range
 */
export function lossFunction(name: LossName | (string & {}), options: LossOptions = {}): LossOption {
  const found = resolveLoss(name);
  const { info } = found;
  if (info.inputs.length !== 2)
    throw new ArgumentError(name, {
      expected: "a loss of a target and a prediction",
      got: `one of ${info.inputs.map((each) => each.name).join(", ")}`,
      fix: "give a function (yTrue, yPred) => values that calls it",
    });
  const parsed = parseLossOptions(found.name, info, { ...found.options, ...options });
  return (yTrue, yPred) => info.fn(yTrue, yPred, parsed);
}
