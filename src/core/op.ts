import type { Domain } from "./domain.ts";
import type { DType, TypedArray } from "./dtype.ts";
import type { Shape } from "./shape.ts";
import type { Subgraph } from "./subgraph.ts";
import type { Node, Tensor } from "./tensor.ts";

/** Settings of a node: plain data, compared by value when equal subgraphs are shared. */
export type Attributes = Readonly<Record<string, unknown>>;

export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly domain?: Domain;
}

/** Where graphs run: ONNX Runtime's CPU provider, its WebAssembly build, or WebGPU. */
export type Device = "cpu" | "wasm" | "webgpu";

/** What a lowering is chosen for. */
export interface Target {
  readonly device: Device;
  /** For a model that is handed on: the plain operators every runtime knows, rather than forms tuned for this one. */
  readonly portable?: boolean;
  /** Channels that ONNX Runtime's own convolution keeps together on this machine; without it, it is not used. */
  readonly channelBlock?: number | undefined;
  /** ONNX Runtime has a kernel for the product of single rows. */
  readonly multipliesRows?: boolean | undefined;
  /** Nodes are named after what they are part of, for a profile. */
  readonly labelled?: boolean;
}

export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] };

/** What an op's ONNX form is written with; the encoder implements it. Values are ONNX value names, "" is an absent one. */
export interface Emitter {
  /** Adds an ONNX node, of the default domain or as "domain:type", and returns the names of its outputs. Numbers are int attributes unless wrapped in `{ float }`. */
  node(
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute | undefined>>,
    outputCount?: number,
  ): string[];
  /**
   * Adds a node that runs a graph of its own (its attribute `body`), and returns the names of its outputs.
   * @param captured names of what the last of the body's inputs stand for; the operator itself feeds those before them
   */
  nodeWithBody(
    type: string,
    inputs: readonly string[],
    body: Subgraph,
    captured: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute | undefined>>,
  ): string[];
  /** Adds an initializer (equal small ones are shared) and returns its name. */
  constant(data: TypedArray | readonly number[], dtype: DType, shape?: Shape): string;
}

export interface GradientContext {
  readonly node: Node;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Gradient of each output; undefined where nothing flows back. */
  readonly grads: readonly (Tensor | undefined)[];
  /** Gradient of the first output (always there for an op with one output). */
  readonly grad: Tensor;
  readonly attributes: Attributes;
  /** For each input, whether its gradient leads to anything that was asked for. */
  readonly needed: readonly boolean[];
}

/** An op: shape rule, gradient rule and ONNX form side by side. Plain data, so that bundlers drop what is not used. */
export interface Op {
  /** As in the public function. */
  readonly name: string;
  /** Checks inputs and attributes and says what comes out. */
  infer(inputs: readonly Tensor[], attributes: Attributes): TensorType | readonly TensorType[];
  /**
   * Gradient of each input, undefined where none flows. Without this rule, asking for a gradient through the op is an error.
   * Factors that are constant almost everywhere (masks, signs) go through stopGradient.
   */
  readonly gradient?: (context: GradientContext) => readonly (Tensor | undefined)[];
  /** Only moves, picks or repeats elements of its first input: an elementwise function may be applied before it instead. */
  readonly moves?: true;
  /** Computes each element from those at its place in the inputs, which broadcast. Ops with `evaluate` do so without saying. */
  readonly elementwise?: true;
  /** Works along the axes that its attributes name (`vecdot`: the last one), and in the same way at each place of the others. */
  readonly alongAxes?: true;
  /** Inputs that only select (indices, conditions): no gradient flows to them and none is missed. */
  readonly selectors?: readonly number[];
  /** What to use instead when a gradient was asked for and there is none. */
  readonly smoothForm?: string;
  /**
   * ONNX form: an operator's name (inputs in order, no attributes), "alias" (the first input's value itself), or a
   * function that adds nodes and returns the names of the outputs. `operands` are the inputs' names.
   */
  readonly onnx?:
    | string
    | ((emit: Emitter, node: Node, operands: readonly string[], target: Target) => readonly string[]);
  /** The same value by other ops, where that is better (or the only way) on the target; undefined: use `onnx`. */
  readonly lower?: (node: Node, target: Target) => readonly Tensor[] | undefined;
  /** Value for scalar operands, to fold constants (elementwise ops only). */
  readonly evaluate?: (...operands: number[]) => number;
}
