import type { Domain } from "../core/domain.ts";
import type { Tensor } from "../core/tensor.ts";

/** Families, as folders under src/losses and sections of the docs. */
export type LossFamily = "regression" | "classification";

/** One tensor argument of a loss. */
export interface LossInput {
  readonly name: string;
  /** What its numbers may mean; the first is the usual one. `fromLogits` losses list probabilities and logits. */
  readonly domain: Domain | readonly Domain[];
  /** In the notation of the docstrings, e.g. "[batch, ..., classes]". */
  readonly shape: string;
  /** Whether the loss is differentiated by it. */
  readonly grad?: boolean;
  /** Bounds of its numbers, checked where data is at hand. They do not hold for logits. */
  readonly min?: number;
  readonly max?: number;
  /** Of class indices: the input that has the classes, on the axis of the option `axis` (else the last). */
  readonly classesOf?: string;
}

/** Another name; where the peer of that name behaves differently by default, with the options that make it the same. */
export type Alias<O = Readonly<Record<string, unknown>>> = string | { readonly name: string; readonly options: O };

interface ParamDoc {
  readonly doc: string;
}

/** A number option; `above`/`below` exclude the bound, `min`/`max` include it. `default: null` means "not set". */
export interface NumberParam extends ParamDoc {
  readonly kind: "number" | "integer";
  readonly default: number | null;
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
}

export interface FlagParam extends ParamDoc {
  readonly kind: "flag";
  readonly default: boolean;
}

export interface ChoiceParam<T extends string = string> extends ParamDoc {
  readonly kind: "choice";
  readonly default: T;
  readonly choices: readonly T[];
}

export type Param = NumberParam | FlagParam | ChoiceParam;

type ParamFor<T> = [T] extends [number]
  ? NumberParam
  : [T] extends [boolean]
    ? FlagParam
    : [T] extends [string]
      ? ChoiceParam<T>
      : never;

/** A point where the loss is not differentiable, and the gradient lossmith gives there. */
export interface Kink {
  readonly at: string;
  readonly gradient: string;
}

/** What everything derived from a loss reads: registry, command line, docs, contract tests, `fit`. */
export interface LossInfo {
  /** One value per example (or position): never reduced or weighted here. */
  // biome-ignore lint/suspicious/noExplicitAny: the erased form takes the arguments of every loss
  readonly fn: (...args: any[]) => Tensor;
  /** Names it is found by besides its own: what Keras, PyTorch and optax call it. Case does not matter. */
  readonly aliases: readonly Alias[];
  readonly family: LossFamily;
  /** One sentence. */
  readonly summary: string;
  /** TeX. Plain string: backslashes doubled. */
  readonly formula: string;
  readonly inputs: readonly LossInput[];
  readonly params: Readonly<Record<string, Param>>;
  /** Positions that count (bool, shape of the values); the others leave the sum and the divisor. */
  // biome-ignore lint/suspicious/noExplicitAny: as for fn
  readonly mask?: (...args: any[]) => Tensor | undefined;
  /** Least value one example can have, null when unbounded below. */
  readonly minimum: number | null;
  readonly kinks: readonly Kink[];
  /** Paper or definition, with DOI or arXiv id where there is one. */
  readonly cite: readonly string[];
  /** Counterparts in the peers. */
  readonly reference: { readonly keras?: string; readonly torch?: string; readonly optax?: string };
}

/** What a loss file declares: `O` are its options, `A` its tensor arguments in order. */
export interface LossSpec<O extends object, A extends readonly Tensor[] = [yTrue: Tensor, yPred: Tensor]>
  extends LossInfo {
  readonly fn: (...args: [...A, options?: O]) => Tensor;
  readonly aliases: readonly Alias<O & Readonly<Record<string, unknown>>>[];
  readonly inputs: { readonly [K in keyof A]: LossInput };
  readonly params: { readonly [K in keyof O]-?: ParamFor<NonNullable<O[K]>> };
  readonly mask?: (...args: [...A, options?: O]) => Tensor | undefined;
}
