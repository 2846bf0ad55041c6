import { toTypedArray } from "../core/dtype.ts";
import { ArgumentError, GraphError } from "../core/errors.ts";
import { within } from "../core/origin.ts";
import { type Shape, shapeText } from "../core/shape.ts";
import { constant, input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { CallContext, Layer, LayerOutput, Regularizer } from "../layers/layer.ts";

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

/** Layers joined into a graph, with their variables. Traced anew for every batch size. */
export interface Network {
  readonly inputs: Readonly<Record<string, LayerOutput>>;
  readonly dtype: FloatDType;
  readonly layers: readonly NetworkLayer[];
  readonly variables: readonly Variable[];
  /** Shape of one example of each output. */
  readonly outputShapes: Readonly<Record<string, Shape>>;
  trace(
    inputs: Readonly<Record<string, Tensor>>,
    options: { readonly training: boolean; readonly seed: Tensor },
  ): Trace;
}

/** Places of a network in the order they are computed. */
function orderOf(outputs: readonly LayerOutput[]): LayerOutput[] {
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

  function run(given: Readonly<Record<string, Tensor>>, options: { training: boolean; seed: Tensor }): Trace {
    const values = new Map<LayerOutput, Tensor>();
    const updates = new Map<Variable, Tensor>();
    const losses: { name: string; value: Tensor }[] = [];
    for (const [name, place] of Object.entries(inputs)) values.set(place, given[name] as Tensor);
    for (const [stream, place] of order.entries()) {
      const { layer } = place;
      if (layer === undefined) continue;
      const operands = place.inputs.map((below) => values.get(below) as Tensor);
      const name = names.get(layer) as string;
      const variables =
        layers.get(layer)?.variables ??
        buildLayer(
          layer,
          operands.map((x) => x.shape.slice(1)),
        );
      const context: CallContext = {
        weights: Object.fromEntries(Object.entries(variables).map(([key, variable]) => [key, variable.tensor])),
        training: options.training,
        seed: options.seed,
        stream,
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
      values.set(place, value);
    }
    for (const { variable, regularizer } of regularizers) {
      const name = `${variable.tensor.name}/penalty`;
      losses.push({ name, value: within({ part: "loss", name }, () => regularizer(variable.tensor)) });
    }
    const results = Object.entries(outputs).map(([name, place]) => [name, values.get(place) as Tensor] as const);
    return { outputs: Object.fromEntries(results), updates, losses };
  }

  // Layers learn their input shapes from a trial run on a batch of one.
  const trial = Object.entries(inputs).map(([name, place]) => {
    const shape = place.input?.shape ?? [];
    return [name, input(name, [1, ...shape], { dtype: place.input?.dtype === "int64" ? "int64" : dtype })] as const;
  });
  const first = run(Object.fromEntries(trial), { training: false, seed: constant(0, { dtype: "int64" }) });
  const builtLayers = [...layers.values()];
  return {
    inputs,
    dtype,
    layers: builtLayers,
    variables: builtLayers.flatMap(({ variables }) => Object.values(variables)),
    outputShapes: Object.fromEntries(
      Object.entries(first.outputs).map(([name, value]) => [name, value.shape.slice(1)]),
    ),
    trace: run,
  };
}
