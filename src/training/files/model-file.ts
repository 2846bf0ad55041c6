import { ArgumentError, DataError, unknownName } from "../../core/errors.ts";
import type { Shape } from "../../core/shape.ts";
import { describe } from "../../core/tensor.ts";
import { defineLayer, type Layer, type LayerOutput, networkInput } from "../../layers/layer.ts";
import { customPart, type LayerConfig, restoreLayer } from "../../layers/restore.ts";
import type { MetricLike } from "../../metrics/index.ts";
import type { Optimizer, OptimizerLike } from "../../optimizers/index.ts";
import type { Values } from "../../runtime/stepper.ts";
import { Value } from "../../runtime/value.ts";
import { functional, type Model } from "../model.ts";
import type { FloatDType, Network } from "../network.ts";
import { orderOf } from "../network.ts";
import type { CompileOptions } from "../plan.ts";
import type { TrainingState } from "../trainer.ts";
import { version } from "../version.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { describeLosses, type RestoreLossOptions, restoreLosses, type SavedLosses } from "./saved-loss.ts";

/** Key of the description in the file's metadata. */
const metadataKey = "lossmith.model";
/** Raised when files are written that older versions cannot read: 2 holds a training to go on from. */
const format = 2;
/** Before the names of what a training keeps besides weights. */
const statePrefix = "training:";

/** What loaded models are to be compiled with, as their files say it: until that happens they are saved with the same. */
const unread: WeakMap<Model, SavedCompile> = /* @__PURE__ */ new WeakMap();

/** A place of a network: an input by name, or a layer on other places by their numbers. */
type SavedPlace = { readonly input: string } | { readonly layer: string; readonly inputs: readonly number[] };

/** What a file says of a model besides its weights. */
export interface SavedModel {
  readonly format: number;
  readonly version: string;
  readonly name: string;
  readonly seed: number;
  readonly dtype: FloatDType;
  readonly inputs: Readonly<Record<string, { readonly shape: Shape; readonly dtype: "float32" | "int64" }>>;
  readonly layers: readonly LayerConfig[];
  readonly places: readonly SavedPlace[];
  /** Numbers of places. */
  readonly outputs: Readonly<Record<string, number>>;
  readonly compile: SavedCompile | null;
  /** What a training goes on from besides the tensors. */
  readonly training?: Omit<TrainingState, "state">;
}

export interface SaveModelOptions {
  /** What training goes on from too: the optimizer's state, the number of steps, averages of weights. Default true. */
  readonly trainingState?: boolean;
}

interface SavedCompile {
  readonly loss: SavedLosses;
  readonly optimizer: OptimizerLike;
  readonly settings: Omit<CompileOptions, "loss" | "optimizer" | "device" | "threads">;
  /** What could not be saved, in words. */
  readonly notes: readonly string[];
}

export interface LoadModelOptions extends RestoreLossOptions {
  /** Layers that hold functions of yours (lambda, an activation, a kind of your own), by their names in the model. */
  readonly layers?: Readonly<Record<string, Layer>>;
}

/**
 * A model as the bytes of one safetensors file: its layers, its weights and what it was compiled with. What is a function of
 * the user's is saved by name: a loss of `defineLoss` with its options and a hash of its graph. A training that has begun goes
 * with it: a loaded model's `fit` goes on as if it had not been saved, bit by bit on the same device.
 */
export async function encodeModel(model: Model, options: SaveModelOptions = {}): Promise<Uint8Array> {
  const training = options.trainingState === false ? undefined : await model.trainingState();
  const { weights } = model;
  const kept = Object.entries(training?.state ?? {})
    .filter(([name]) => !(name in weights))
    .map(([name, value]) => [`${statePrefix}${name}`, value] as const);
  const entries = await Promise.all(
    [...Object.entries(weights), ...kept].map(
      async ([name, value]) => [name, { shape: value.shape, dtype: value.dtype, data: await value.read() }] as const,
    ),
  );
  const { state: _, ...numbers } = training ?? { state: undefined };
  const description = { ...describeModel(model), ...(training === undefined ? { format: 1 } : { training: numbers }) };
  return encodeSafetensors(Object.fromEntries(entries), { [metadataKey]: JSON.stringify(description) });
}

/** What is written beside the weights. */
export function describeModel(model: Model): SavedModel {
  const { network } = model;
  const order = orderOf(Object.values(network.outputs));
  const at = new Map(order.map((place, i) => [place, i] as const));
  const inputName = (place: LayerOutput): string =>
    Object.keys(network.inputs).find((name) => network.inputs[name] === place) as string;
  const nameOf = (layer: Layer): string => network.layers.find((each) => each.layer === layer)?.name as string;
  return {
    format,
    version,
    name: model.name,
    seed: model.seed,
    dtype: network.dtype,
    inputs: Object.fromEntries(
      Object.entries(network.inputs).map(([name, place]) => [name, place.input as NonNullable<LayerOutput["input"]>]),
    ),
    layers: network.layers.map(({ name, layer }) => ({ kind: layer.kind, name, options: layer.options })),
    places: order.map((place) =>
      place.layer === undefined
        ? { input: inputName(place) }
        : { layer: nameOf(place.layer), inputs: place.inputs.map((below) => at.get(below) as number) },
    ),
    outputs: Object.fromEntries(
      Object.entries(network.outputs).map(([name, place]) => [name, at.get(place) as number]),
    ),
    compile: model.settings === undefined ? (unread.get(model) ?? null) : describeCompile(model.settings, network),
  };
}

function describeCompile(settings: CompileOptions, network: Network): SavedCompile {
  const { loss, optimizer = "adam", device: _, threads: __, metrics, weightedMetrics, ...rest } = settings;
  const notes: string[] = [];
  const saved = describeOptimizer(optimizer, notes);
  const listed = { metrics: plainMetrics(metrics, notes), weightedMetrics: plainMetrics(weightedMetrics, notes) };
  const given = Object.fromEntries(Object.entries(listed).filter(([, value]) => value !== undefined));
  return { loss: describeLosses(loss, network), optimizer: saved, settings: { ...rest, ...given }, notes };
}

function describeOptimizer(optimizer: OptimizerLike, notes: string[]): OptimizerLike {
  if (typeof optimizer === "string") return optimizer;
  const { learningRate, name, ...options } =
    typeof (optimizer as Optimizer).update === "function"
      ? {
          ...(optimizer as Optimizer).options,
          learningRate: (optimizer as Optimizer).learningRate,
          name: (optimizer as Optimizer).kind,
        }
      : (optimizer as { readonly name: string; readonly learningRate?: unknown });
  if (typeof learningRate === "function") {
    notes.push("the schedule of the learning rate is a function and was not saved: its value at step 0 stands for it");
    return { name, ...options, learningRate: (learningRate as (step: number) => number)(0) };
  }
  return { name, ...options, ...(learningRate === undefined ? {} : { learningRate }) };
}

function plainMetrics(metrics: CompileOptions["metrics"], notes: string[]): CompileOptions["metrics"] {
  if (metrics === undefined) return undefined;
  const plain = (list: readonly MetricLike[]): MetricLike[] =>
    list.flatMap((metric) => {
      if (typeof metric === "string" || !("sums" in metric)) return [metric];
      notes.push(`the metric "${metric.name}" is an object and was not saved`);
      return [];
    });
  if (!("outputs" in metrics)) return plain(metrics as readonly MetricLike[]);
  return { outputs: Object.fromEntries(Object.entries(metrics.outputs).map(([name, list]) => [name, plain(list)])) };
}

/**
 * The model in the bytes of a file, with its weights. It predicts at once; its losses are looked up when it is first trained
 * or evaluated, or compiled anew by `compile`.
 * @param file its name, for errors
 * @throws DataError for a file that holds no model of this format; ArgumentError for a layer that must be supplied
 */
export function decodeModel(bytes: Uint8Array, options: LoadModelOptions = {}, file = "model"): Model {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const saved = readDescription(metadata[metadataKey], file);
  const model = buildModel(saved, options, file);
  const values = Object.entries(tensors).map(([name, { data, shape, dtype }]) => ({
    name: name.startsWith(statePrefix) ? name.slice(statePrefix.length) : name,
    isWeight: !name.startsWith(statePrefix),
    value: Value.of(data, shape, dtype),
  }));
  const byName = (list: typeof values): Values => Object.fromEntries(list.map(({ name, value }) => [name, value]));
  model.setWeights(byName(values.filter(({ isWeight }) => isWeight)));
  const { compile, training } = saved;
  if (compile !== null) {
    unread.set(model, compile);
    model.compileLater(
      () => ({
        ...compile.settings,
        optimizer: compile.optimizer,
        loss: restoreLosses(compile.loss, model.network, options),
      }),
      training && {
        state: { ...training, state: byName(values) },
        averageDecay: compile.settings.averageDecay,
      },
    );
  }
  return model;
}

function readDescription(text: string | undefined, file: string): SavedModel {
  const wrong = (got: string, cause?: unknown): never => {
    throw new DataError(
      file,
      { expected: "a model written by saveModel", got, fix: "for weights alone, build the model and call setWeights" },
      cause === undefined ? undefined : { cause },
    );
  };
  if (text === undefined) return wrong("tensors without a description of layers");
  let saved: Partial<SavedModel>;
  try {
    saved = JSON.parse(text) as Partial<SavedModel>;
  } catch (cause) {
    return wrong("a description that is no JSON", cause);
  }
  if (typeof saved !== "object" || saved === null) return wrong(describe(saved));
  if (typeof saved.format !== "number" || saved.format > format)
    return wrong(
      `format ${saved.format} of lossmith ${saved.version}; this is ${version}, which reads up to ${format}`,
    );
  const isWhole =
    Array.isArray(saved.layers) && Array.isArray(saved.places) && isRecord(saved.inputs) && isRecord(saved.outputs);
  return isWhole ? (saved as SavedModel) : wrong("a description without layers, places, inputs or outputs");
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function buildModel(saved: SavedModel, { layers: given = {} }: LoadModelOptions, file: string): Model {
  const names = saved.layers.map(({ name }) => name);
  for (const name of Object.keys(given)) if (!names.includes(name)) throw unknownName("layer", name, names);
  const layers = new Map(saved.layers.map((config) => [config.name, layerFor(config, given[config.name])] as const));
  const inputs = Object.fromEntries(
    Object.entries(saved.inputs).map(([name, { shape, dtype }]) => [name, networkInput(shape, { dtype })] as const),
  );
  const places: LayerOutput[] = [];
  const damaged = (what: string): never => {
    throw new DataError(file, { expected: `a description of the ${what}`, got: "one that refers to nothing" });
  };
  for (const place of saved.places) {
    if ("input" in place) places.push(inputs[place.input] ?? damaged(`input "${place.input}"`));
    else {
      const layer = layers.get(place.layer) ?? damaged(`layer "${place.layer}"`);
      places.push(layer(...place.inputs.map((i) => places[i] ?? damaged(`inputs of "${place.layer}"`))));
    }
  }
  const outputs = Object.fromEntries(
    Object.entries(saved.outputs).map(([name, at]) => [name, places[at] ?? damaged(`output "${name}"`)]),
  );
  return functional({ inputs, outputs }, { name: saved.name, seed: saved.seed, dtype: saved.dtype });
}

function layerFor(config: LayerConfig, given: Layer | undefined): Layer {
  const { name, kind } = config;
  if (given === undefined) {
    const custom = customPart(config);
    if (custom === undefined) return restoreLayer(config);
    throw new ArgumentError(`layer "${name}"`, {
      expected: `the layer itself: it holds ${custom}, which no file can hold`,
      got: "none",
      fix: `pass it: loadModel(path, { layers: { ${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ... } })`,
    });
  }
  if (given.kind !== kind)
    throw new ArgumentError(`layer "${name}"`, { expected: `a layer of the kind "${kind}"`, got: `"${given.kind}"` });
  // Under the name it has in the model, which its weights are called by.
  return defineLayer({ ...given, name });
}
