import { backend } from "#backend";
import { optimise } from "../compiler/compile.ts";
import type { TypedArray } from "../core/dtype.ts";
import { DTypeError, ShapeError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { sameShape, shapeText } from "../core/shape.ts";
import { isInput, type Tensor } from "../core/tensor.ts";
import { encode } from "../onnx/encode.ts";
import { nodesOf } from "../rewrite/graph.ts";
import type { Session } from "./backend.ts";
import { sessionFor } from "./cache.ts";
import { targetFor } from "./target.ts";
import { Value } from "./value.ts";

export interface RunOptions {
  /** Default: cpu in Node, wasm in the browser. */
  readonly device?: Device | undefined;
  /** Threads inside an operator; default: all cores. */
  readonly threads?: number | undefined;
}

/** A value, or plain numbers for an input whose shape and dtype the graph knows. */
export type Feed = Value | TypedArray | readonly number[] | number;

/** A graph made ready to run again and again. */
export interface CompiledFunction {
  readonly inputs: readonly Tensor[];
  /** Values of the outputs, in order. Numbers are taken in the input's shape and dtype. */
  run(feeds?: Readonly<Record<string, Feed>>): Promise<Value[]>;
  /** The ONNX model that is run. */
  readonly model: Uint8Array;
}

/**
 * Optimises and loads a graph for a device. Its inputs are those the outputs need.
 * @throws GraphError when two inputs share a name or ONNX Runtime refuses the graph; DeviceError when there is no such device
 */
export async function compileFunction(outputs: readonly Tensor[], options: RunOptions = {}): Promise<CompiledFunction> {
  const device = options.device ?? backend.defaultDevice;
  const target = await targetFor(device);
  return await loadLowered(optimise(outputs, target), inputsOf(outputs), options);
}

/** Loads a graph that has been through the compiler. @param inputs all that may be fed */
export async function loadLowered(
  lowered: readonly Tensor[],
  inputs: readonly Tensor[],
  options: RunOptions = {},
): Promise<CompiledFunction> {
  const device = options.device ?? backend.defaultDevice;
  const target = await targetFor(device);
  const names = lowered.map((_, i) => `output:${i}`);
  const named = Object.fromEntries(lowered.map((x, i) => [names[i] as string, x]));
  const model = encode({ inputs, outputs: named }, target);
  const session: Session = await sessionFor(model, { device, threads: options.threads });
  return {
    inputs,
    model,
    async run(feeds = {}) {
      const values = Object.fromEntries(
        inputs.flatMap((x) => (feeds[x.name] === undefined ? [] : [[x.name, toValue(x, feeds[x.name] as Feed)]])),
      );
      const results = await session.run(values);
      return names.map((name) => results[name] as Value);
    },
  };
}

/** Runs a graph once (the loaded graph is cached). @returns values of the outputs, in order */
export async function evaluate(
  outputs: readonly Tensor[],
  feeds: Readonly<Record<string, Feed>> = {},
  options: RunOptions = {},
): Promise<Value[]> {
  return (await compileFunction(outputs, options)).run(feeds);
}

/** The inputs a graph needs, in the order they were made. */
export function inputsOf(outputs: readonly Tensor[]): Tensor[] {
  return nodesOf(outputs)
    .flatMap((node) => node.outputs.filter(isInput))
    .sort((a, b) => a.node.id - b.node.id);
}

/** A feed as a value of the input's shape and dtype. @throws ShapeError or DTypeError naming the input */
export function toValue(input: Tensor, feed: Feed): Value {
  const value =
    feed instanceof Value ? feed : Value.of(typeof feed === "number" ? [feed] : feed, input.shape, input.dtype);
  const where = `input "${input.name}"`;
  if (value.dtype !== input.dtype) throw new DTypeError(where, { expected: input.dtype, got: value.dtype });
  if (!sameShape(value.shape, input.shape))
    throw new ShapeError(where, { expected: `shape ${shapeText(input.shape)}`, got: shapeText(value.shape) });
  return value;
}
