import { checkpoint } from "../autodiff/checkpoint.ts";
import { toTypedArray } from "../core/dtype.ts";
import { ArgumentError, GraphError } from "../core/errors.ts";
import { within } from "../core/origin.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { CallContext, Layer, LayerOutput, Regularizer } from "../layers/layer.ts";
import { cast } from "../ops/structure.ts";
import { nodesOf } from "../rewrite/graph.ts";
import { type Checkpointing, segmentEnds } from "./segments.ts";

/** Floats a network computes in. */
export type FloatDType = "float32" | "float64";

/** A layer's place in a network, named. */
export interface NetworkLayer {
  readonly name: string;
  readonly layer: Layer;
  readonly variables: Readonly<Record<string, Variable>>;
  /** Shape of one example's output of the layer's first use. */
  readonly outputShape: Shape;
}

/** What a forward pass over a network gives. */
export interface Trace {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Next values of variables that are not trainable. */
  readonly updates: ReadonlyMap<Variable, Tensor>;
  /** Scalars that layers and regularizers add to the loss. */
  readonly losses: readonly { readonly name: string; readonly value: Tensor }[];
}

/** A network traced for one example. */
export interface NetworkSample {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** The layer in whose call a tensor was made; undefined for an input. */
  layerOf(tensor: Tensor): NetworkLayer | undefined;
}

/** Layers joined into a graph, with their variables. Traced anew for every batch size. */
export interface Network {
  readonly inputs: Readonly<Record<string, LayerOutput>>;
  readonly outputs: Readonly<Record<string, LayerOutput>>;
  readonly dtype: FloatDType;
  readonly layers: readonly NetworkLayer[];
  readonly variables: readonly Variable[];
  /** Shape of one example of each output. */
  readonly outputShapes: Readonly<Record<string, Shape>>;
  /** Names of the terms that layers and regularizers add to the loss. */
  readonly penalties: readonly string[];
  /** The network's result for one example, not in training: what its outputs mean can be read from it. */
  readonly sample: NetworkSample;
  /**
   * The uses of layers, in order, after which a segment ends.
   * @throws NameError for a layer that is not there, ArgumentError for what is no choice
   */
  segments(choice: Checkpointing | undefined): readonly number[];
  trace(inputs: Readonly<Record<string, Tensor>>, options: TraceOptions): Trace;
}

export interface TraceOptions {
  readonly training: boolean;
  readonly seed: Tensor;
  /** What is computed again in the backward pass. Default: nothing. */
  readonly checkpoint?: Checkpointing | undefined;
  /** Layers that can compute products in float16 do so. Default false. */
  readonly half?: boolean;
}

/** Elements that a layer computes on the way from its inputs to its value. */
function sizeBetween(inputs: readonly Tensor[], value: Tensor): number {
  return nodesOf([value], inputs)
    .filter((node) => node.inputs.length > 0)
    .reduce((sum, node) => sum + node.outputs.reduce((total, x) => total + x.size, 0), 0);
}

/** Places of a network in the order they are computed. */
export function orderOf(outputs: readonly LayerOutput[]): LayerOutput[] {
  const order: LayerOutput[] = [];
  const seen = new Set<LayerOutput>();
  const visit = (place: LayerOutput): void => {
    if (seen.has(place)) return;
    seen.add(place);
    for (const below of place.inputs) visit(below);
    order.push(place);
  };
  for (const output of outputs) visit(output);
  return order;
}

/** A layer's inputs in the precision it computes in. */
function inPrecision(operands: readonly Tensor[], precision: Layer["precision"], dtype: FloatDType): Tensor[] {
  const isMixed = operands.some((x) => x.dtype !== operands[0]?.dtype);
  return operands.map((x) => {
    if (precision === "half") return x.dtype === dtype ? cast(x, "float16") : x;
    return x.dtype === "float16" && (precision === undefined || isMixed) ? cast(x, dtype) : x;
  });
}

/** "dense", "dense_1", ...: unique names for layers that were given none. */
function nameLayers(layers: readonly Layer[]): Map<Layer, string> {
  const names = new Map<Layer, string>();
  const taken = new Set(layers.flatMap((layer) => layer.name ?? []));
  const given = layers.flatMap((layer) => layer.name ?? []);
  const repeat = given.find((name, i) => given.indexOf(name) !== i);
  if (repeat !== undefined)
    throw new GraphError("model", {
      expected: "layers with different names",
      got: `"${repeat}" twice`,
      fix: "rename one",
    });
  for (const layer of layers) {
    let name = layer.name ?? layer.kind;
    for (let i = 1; layer.name === undefined && taken.has(name); i++) name = `${layer.kind}_${i}`;
    taken.add(name);
    names.set(layer, name);
  }
  return names;
}

/**
 * Builds a network from its named inputs and outputs: names the layers and makes their variables.
 * @throws GraphError when an output depends on an input that is not listed; ShapeError from a layer that cannot take its input
 */
export function buildNetwork(
  inputs: Readonly<Record<string, LayerOutput>>,
  outputs: Readonly<Record<string, LayerOutput>>,
  dtype: FloatDType,
): Network {
  const order = orderOf(Object.values(outputs));
  const listed = new Set(Object.values(inputs));
  const stray = order.find((place) => place.layer === undefined && !listed.has(place));
  if (stray !== undefined)
    throw new GraphError("model", {
      expected: `every input the outputs use among ${Object.keys(inputs).join(", ")}`,
      got: `an unlisted input of shape ${shapeText(stray.input?.shape ?? [])}`,
    });
  const uniqueLayers = [...new Set(order.flatMap((place) => place.layer ?? []))];
  const names = nameLayers(uniqueLayers);
  const layers = new Map<Layer, NetworkLayer>();
  const regularizers: { readonly variable: Variable; readonly regularizer: Regularizer }[] = [];

  function buildLayer(layer: Layer, shapes: readonly Shape[]): Record<string, Variable> {
    const name = names.get(layer) as string;
    const variables: Record<string, Variable> = {};
    for (const [key, spec] of Object.entries(layer.weights?.(shapes) ?? {})) {
      const tensor = input(`${name}/${key}`, spec.shape, { dtype });
      const variable: Variable = {
        tensor,
        trainable: spec.trainable ?? true,
        // A stream per variable: adding a layer changes no other layer's first values.
        initial: (random) => toTypedArray(dtype, spec.initializer(spec.shape, random.fork(tensor.name))),
      };
      variables[key] = variable;
      if (spec.regularizer !== undefined) regularizers.push({ variable, regularizer: spec.regularizer });
    }
    return variables;
  }

  const uses = order.flatMap((place, stream) => (place.layer === undefined ? [] : [{ place, stream }]));
  const firstUse = new Map([...uses].reverse().map(({ place, stream }) => [place.layer as Layer, stream]));
  const held = new Map<LayerOutput, { readonly size: number; readonly inner: number }>();

  const isResult = (place: LayerOutput): boolean => Object.values(outputs).includes(place);

  /** What of a segment is read after it: a layer's output, or a term it adds to the loss. */
  const lastUse = (place: LayerOutput): number =>
    isResult(place) ? uses.length : uses.findLastIndex(({ place: reader }) => reader.inputs.includes(place));

  function segments(choice: Checkpointing | undefined): number[] {
    if (choice === undefined || choice === false) return [uses.length];
    const places = uses.map(({ place }) => ({
      name: names.get(place.layer as Layer) as string,
      ...(held.get(place) as { readonly size: number; readonly inner: number }),
      lastUse: lastUse(place),
    }));
    return segmentEnds(places, choice);
  }

  function run(
    given: Readonly<Record<string, Tensor>>,
    options: TraceOptions,
    made?: { readonly layer: NetworkLayer; readonly value: Tensor }[],
  ): Trace {
    const values = new Map<LayerOutput, Tensor>();
    const updates = new Map<Variable, Tensor>();
    const losses: { name: string; value: Tensor }[] = [];
    for (const [name, place] of Object.entries(inputs)) values.set(place, given[name] as Tensor);
    const compute = ({ place, stream }: (typeof uses)[number]): void => {
      const layer = place.layer as Layer;
      // Results are in the network's own precision, whatever a layer could.
      const isPlain = !options.half || (layer.precision === "half" && isResult(place));
      const precision = isPlain ? undefined : layer.precision;
      const operands = inPrecision(
        place.inputs.map((below) => values.get(below) as Tensor),
        precision,
        dtype,
      );
      const name = names.get(layer) as string;
      const variables =
        layers.get(layer)?.variables ??
        buildLayer(
          layer,
          operands.map((x) => x.shape.slice(1)),
        );
      const context: CallContext = {
        weights: Object.fromEntries(
          Object.entries(variables).map(([key, { tensor }]) => [
            key,
            precision === "half" ? cast(tensor, "float16") : tensor,
          ]),
        ),
        training: options.training,
        seed: options.seed,
        stream,
        sharedStream: firstUse.get(layer) as number,
        update(key, next) {
          const variable = variables[key];
          if (variable === undefined || variable.trainable)
            throw new ArgumentError(`layer "${name}"`, {
              expected: "an update of a weight that is not trainable",
              got: `"${key}"`,
              fix: "declare it with trainable: false",
            });
          updates.set(variable, next);
        },
        addLoss: (term, scalar) => losses.push({ name: `${name}/${term}`, value: scalar }),
      };
      const value = within({ part: "layer", name }, () => layer.call(operands, context));
      if (!layers.has(layer)) layers.set(layer, { name, layer, variables, outputShape: value.shape.slice(1) });
      made?.push({ layer: layers.get(layer) as NetworkLayer, value });
      if (!held.has(place)) held.set(place, { size: value.size, inner: sizeBetween(operands, value) });
      values.set(place, value);
    };
    let start = 0;
    for (const end of segments(options.checkpoint)) {
      const part = uses.slice(start, end);
      // The last segment's gradient comes first: what it needs may as well stay.
      if (end === uses.length) part.forEach(compute);
      else {
        const [firstLoss, read] = [losses.length, part.filter(({ place }) => lastUse(place) >= end)];
        const passed = checkpoint(() => {
          part.forEach(compute);
          const added = losses.slice(firstLoss).map(({ value }) => value);
          return [...read.map(({ place }) => values.get(place) as Tensor), ...added];
        });
        read.forEach(({ place }, i) => {
          values.set(place, passed[i] as Tensor);
        });
        losses.slice(firstLoss).forEach((loss, i) => {
          loss.value = passed[read.length + i] as Tensor;
        });
      }
      start = end;
    }
    for (const { variable, regularizer } of regularizers) {
      const name = `${variable.tensor.name}/penalty`;
      losses.push({ name, value: within({ part: "loss", name }, () => regularizer(variable.tensor)) });
    }
    const results = Object.entries(outputs).map(([name, place]) => {
      const value = values.get(place) as Tensor;
      return [name, value.dtype === "float16" ? cast(value, dtype) : value] as const;
    });
    return { outputs: Object.fromEntries(results), updates, losses };
  }

  // Layers learn their input shapes from a trial run on a batch of one.
  const trial = Object.entries(inputs).map(([name, place]) => {
    const shape = place.input?.shape ?? [];
    return [name, input(name, [1, ...shape], { dtype: place.input?.dtype === "int64" ? "int64" : dtype })] as const;
  });
  const firstId = Math.max(-1, ...trial.map(([, x]) => x.node.id)) + 1;
  const made: { readonly layer: NetworkLayer; readonly value: Tensor }[] = [];
  const first = run(Object.fromEntries(trial), { training: false, seed: constant(0, { dtype: "int64" }) }, made);
  const builtLayers = [...layers.values()];
  return {
    inputs,
    outputs,
    dtype,
    layers: builtLayers,
    variables: builtLayers.flatMap(({ variables }) => Object.values(variables)),
    outputShapes: Object.fromEntries(
      Object.entries(first.outputs).map(([name, value]) => [name, value.shape.slice(1)]),
    ),
    segments,
    penalties: first.losses.map(({ name }) => name),
    sample: {
      outputs: first.outputs,
      // Nodes are numbered as they are made, and the result of a layer is the last it makes.
      layerOf: ({ node }) =>
        node.id < firstId ? undefined : made.find(({ value }) => value.node.id >= node.id)?.layer,
    },
    trace: (given, options) => run(given, options),
  };
}
