import type { Domain } from "../core/domain.ts";
import type { Tensor, TensorLike } from "../core/tensor.ts";
import type { LossFamily, Task } from "./families.ts";

/** A tensor that a loss keeps from step to step, instead of being fed it: class centres, a temperature, a memory. */
export interface LossVariable {
  /** Whether the optimizer updates it. The others change by the spec's `update`. */
  readonly trainable: boolean;
  /** First value. `normal` is normal of standard deviation 1, `directions` rows of norm 1. */
  readonly initial: "zeros" | "ones" | "identity" | "normal" | "directions" | "glorotUniform";
}

/** One tensor argument of a loss. */
export interface LossInput {
  readonly name: string;
  /** What its numbers may mean; the first is the usual one. `fromLogits` losses list probabilities and logits. */
  readonly domain: Domain | readonly Domain[];
  /**
   * Its axes by name, e.g. "[batch, ..., classes]": an axis of one name has one size in all inputs, a number is a size.
   * An axis of a `variable` has the size of that axis in the other inputs, or of the option of its name.
   */
  readonly shape: string;
  /** Whether the loss is differentiated by it. */
  readonly grad?: boolean;
  /** Bounds of its numbers, checked where data is at hand. They do not hold for logits. */
  readonly min?: number;
  readonly max?: number;
  /**
   * Of class indices: the input that has the classes, on its axis "classes" or "actions" or that of the option `axis` (else
   * the last). Without it, an axis "thresholds" says that there is one class more.
   */
  readonly classesOf?: string;
  /** Of lengths: the axis whose entries they count. */
  readonly lengthOf?: string;
  readonly variable?: LossVariable;
}

/** Systems that losses are compared with. */
export const peers = {
  keras: "Keras",
  torch: "PyTorch",
  optax: "optax",
  tfjs: "TensorFlow.js",
  mlx: "MLX",
  jaxjs: "jax-js",
  torchvision: "torchvision",
  smp: "segmentation_models.pytorch",
  monai: "MONAI",
  kornia: "kornia",
  pml: "pytorch-metric-learning",
} as const;

export type Peer = keyof typeof peers;

/** What a peer calls the loss, and what is different there when both are used as they come. */
export type Counterpart = string | { readonly name: string; readonly differs: string };

/** Another name; where the peer of that name behaves differently by default, with the options that make it the same. */
export type Alias<O = Readonly<Record<string, unknown>>> = string | { readonly name: string; readonly options: O };

interface ParamDoc {
  readonly doc: string;
  /** A value for checks and examples; default: one made from kind and range. */
  readonly example?: unknown;
}

/** A number option; `above`/`below` exclude the bound, `min`/`max` include it. `default: null` means "not set". */
export interface NumberParam extends ParamDoc {
  readonly kind: "number" | "integer";
  readonly default: number | null;
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  /**
   * It may be a scalar tensor too: `compile` can train it (`train: ["temperature"]`) or ramp it (`beta: { from: 0, to: 1,
   * steps: 1000 }`).
   */
  readonly trainable?: true;
}

/** A list of numbers, each within the bounds; `scalar`: or one number for all. */
export interface NumbersParam extends ParamDoc {
  readonly kind: "numbers";
  readonly default: readonly number[] | number | null;
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly integer?: true;
  readonly scalar?: true;
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

/** Another loss: a name, `{ name, ...options }` or a function of (yTrue, yPred). The default is a name. */
export interface LossParam extends ParamDoc {
  readonly kind: "loss";
  readonly default: string;
  /** Families whose losses fit; default: any loss of a target and a prediction. */
  readonly takes?: readonly LossFamily[];
}

/** A list of losses. */
export interface LossesParam extends ParamDoc {
  readonly kind: "losses";
  readonly default: readonly string[];
}

/** A function of tensors: a feature extractor, an update rule. `default` says what stands in for one. */
export interface FunctionParam extends ParamDoc {
  readonly kind: "function";
  readonly default: null;
  /** Its type, e.g. "(image) => features". */
  readonly type: string;
  /** What is done without one. */
  readonly otherwise: string;
}

export type Param = NumberParam | NumbersParam | FlagParam | ChoiceParam | LossParam | LossesParam | FunctionParam;

// biome-ignore lint/suspicious/noExplicitAny: any function of tensors
type AnyFunction = (...args: any[]) => unknown;

/** A loss as an option of another: made from a name where one is given. */
export type LossOption = (yTrue: Tensor, yPred: Tensor) => Tensor;

type ParamFor<T> = [T] extends [number]
  ? NumberParam
  : [T] extends [TensorLike]
    ? NumberParam & { readonly trainable: true }
    : [T] extends [readonly number[]]
      ? NumbersParam
      : [T] extends [number | readonly number[]]
        ? NumbersParam & { readonly scalar: true }
        : [T] extends [boolean]
          ? FlagParam
          : [T] extends [string]
            ? ChoiceParam<T>
            : [T] extends [readonly LossOption[]]
              ? LossesParam
              : [T] extends [AnyFunction]
                ? LossParam | FunctionParam
                : never;

/** Numbers of a loss's inputs, by name, as nested arrays. */
export type ExampleNumbers = number | readonly ExampleNumbers[];

/** A point where the loss is not differentiable, and the gradient lossmith gives there. */
export interface Kink {
  /** In words or signs: "yPred = yTrue". */
  readonly at: string;
  /** What the gradient is there, in words or signs. */
  readonly gradient: string;
  /** One such point, and the gradient of the sum of the values there: checked. */
  readonly point: {
    readonly inputs: Readonly<Record<string, ExampleNumbers>>;
    readonly options?: Readonly<Record<string, unknown>>;
    readonly gradients: Readonly<Record<string, ExampleNumbers>>;
  };
}

/** What everything derived from a loss reads: registry, command line, docs, contract tests, `fit`. */
export interface LossInfo {
  /** One value per example (or position): never reduced or weighted here. */
  // biome-ignore lint/suspicious/noExplicitAny: the erased form takes the arguments of every loss
  readonly fn: (...args: any[]) => Tensor;
  /** Names it is found by besides its own: what the peers call it. Case does not matter. */
  readonly aliases: readonly Alias[];
  readonly family: LossFamily;
  /** What it is good for. */
  readonly tasks: readonly Task[];
  /** One sentence. */
  readonly summary: string;
  /** TeX. Plain string: backslashes doubled. */
  readonly formula: string;
  readonly inputs: readonly LossInput[];
  readonly params: Readonly<Record<string, Param>>;
  /** Axes of the result, as in `inputs`: default "[batch, ...]". "[]" is one value for the whole batch: it takes no weights. */
  readonly values?: string;
  /**
   * Examples of a batch are compared with each other: an example's weight scales its own value, but it still counts in
   * the values of others.
   */
  readonly coupled?: true;
  /** Sizes of axes for checks and examples, where the usual ones do not fit. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Positions that count (bool, shape of the values); the others leave the sum and the divisor. */
  // biome-ignore lint/suspicious/noExplicitAny: as for fn
  readonly mask?: (...args: any[]) => Tensor | undefined;
  /** Next values of the variables that are not trained, by name, from the same arguments as `fn`. */
  // biome-ignore lint/suspicious/noExplicitAny: as for fn
  readonly update?: (...args: any[]) => Readonly<Record<string, Tensor>>;
  /** Parts that add up to the values, by name, from the same arguments as `fn`: training reports each. */
  // biome-ignore lint/suspicious/noExplicitAny: as for fn
  readonly terms?: (...args: any[]) => Readonly<Record<string, Tensor>>;
  /**
   * How far float32 may be from float64 in checks, relative to the largest number; default 1e-5. Only for formulas that are
   * ill-conditioned themselves, such as the logarithm of a sum that nearly cancels: a comment beside it says why.
   */
  readonly rounding?: number;
  /** Least value one example can have, null when unbounded below. */
  readonly minimum: number | null;
  readonly kinks: readonly Kink[];
  /**
   * Inputs within their domains that give an infinite value or gradient, in words. Without it checks demand finite ones
   * everywhere; with it still for logits (`fromLogits: true`).
   */
  readonly infinite?: string;
  /** Paper or definition, with "doi:..." or "arXiv:..." where there is one. */
  readonly cite: readonly string[];
  /** Counterparts in the peers. */
  readonly reference: { readonly [P in Peer]?: Counterpart };
}

/** What a loss file declares: `O` are its options, `A` its tensor arguments in order. */
export interface LossSpec<O extends object, A extends readonly Tensor[] = [yTrue: Tensor, yPred: Tensor]>
  extends LossInfo {
  readonly fn: (...args: [...A, options?: O]) => Tensor;
  readonly aliases: readonly Alias<O & Readonly<Record<string, unknown>>>[];
  readonly inputs: { readonly [K in keyof A]: LossInput };
  readonly params: { readonly [K in keyof O]-?: ParamFor<NonNullable<O[K]>> };
  readonly mask?: (...args: [...A, options?: O]) => Tensor | undefined;
  readonly update?: (...args: [...A, options?: O]) => Readonly<Record<string, Tensor>>;
  readonly terms?: (...args: [...A, options?: O]) => Readonly<Record<string, Tensor>>;
}
