import { ArgumentError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import type { Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";

/** Draws the first values of a weight, in row-major order. */
export type Initializer = (shape: Shape, random: Random) => ArrayLike<number>;

/** A scalar penalty on a weight, added to the loss. */
export type Regularizer = (weight: Tensor) => Tensor;

/** A weight a layer keeps. */
export interface WeightSpec {
  readonly shape: Shape;
  readonly initializer: Initializer;
  /** false: state that training does not differentiate (running means). Default true. */
  readonly trainable?: boolean;
  readonly regularizer?: Regularizer | undefined;
}

/** What a layer's `call` gets besides its inputs. */
export interface CallContext {
  /** The layer's weights, by the names it gave them. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** true in a training step, false in evaluation and prediction. */
  readonly training: boolean;
  /** int64 scalar that differs for every step: the seed of random ops. */
  readonly seed: Tensor;
  /** A number that differs for every use of a layer: the `stream` of random ops. */
  readonly stream: number;
  /** The same, but one for all uses of a layer: what is drawn with it is drawn once. */
  readonly sharedStream: number;
  /** Sets the next value of a weight that is not trainable (training only). */
  update(weight: string, next: Tensor): void;
  /** Adds a scalar term to the loss. */
  addLoss(name: string, value: Tensor): void;
}

/** What a layer is made of. Shapes in `weights` come without the batch axis; tensors in `call` with it. */
export interface LayerSpec {
  /** As in the public function: "dense", "conv2d". */
  readonly kind: string;
  /** Name in the model; default: the kind, numbered. */
  readonly name?: string | undefined;
  /** The options it was made with, as plain data (for config.json and summaries). */
  readonly options: Readonly<Record<string, unknown>>;
  /** How many inputs it takes; default: any number from 1. */
  readonly arity?: number;
  /**
   * In mixed precision: "half", products that are computed in float16; "any", what computes alike in either, in the precision
   * of its inputs. Default: the network's own.
   */
  readonly precision?: "half" | "any";
  weights?(inputs: readonly Shape[]): Readonly<Record<string, WeightSpec>>;
  call(inputs: readonly Tensor[], context: CallContext): Tensor;
}

/** A layer: give it to `sequential`, or call it on the outputs of other layers. */
export interface Layer extends LayerSpec {
  (...inputs: LayerOutput[]): LayerOutput;
}

/** A place in a network before it is traced: the result of a layer, or an input. */
export interface LayerOutput {
  /** undefined for an input. */
  readonly layer: Layer | undefined;
  readonly inputs: readonly LayerOutput[];
  /** For an input: shape of one example, dtype and domain. */
  readonly input?: { readonly shape: Shape; readonly dtype: "float32" | "int64" };
}

/** Makes a layer callable. Calling it with another number of inputs than it takes throws ArgumentError. */
export function defineLayer(spec: LayerSpec): Layer {
  const layer = ((...inputs: LayerOutput[]): LayerOutput => {
    const { kind, arity } = spec;
    if (inputs.length === 0 || (arity !== undefined && inputs.length !== arity))
      throw new ArgumentError(kind, {
        expected: arity === undefined ? "at least one input" : `${arity} input${arity === 1 ? "" : "s"}`,
        got: `${inputs.length}`,
        ...(arity === 1 ? { fix: "join several with concatenation() or addition() first" } : {}),
      });
    return { layer, inputs };
  }) as Layer;
  // Not Object.assign: a function's own `name` cannot be assigned, only redefined.
  const { name, ...rest } = spec;
  Object.assign(layer, rest);
  Object.defineProperty(layer, "name", { value: name, enumerable: true });
  return layer;
}

/** An input of a network. `shape` is that of one example, without the batch axis. */
export function networkInput(
  shape: Shape,
  { dtype = "float32" }: { readonly dtype?: "float32" | "int64" } = {},
): LayerOutput {
  return { layer: undefined, inputs: [], input: { shape, dtype } };
}
