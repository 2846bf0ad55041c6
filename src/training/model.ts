import { optimise } from "../compiler/compile.ts";
import { ArgumentError, GraphError, ShapeError, unknownName } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { Random } from "../core/random.ts";
import { type Shape, sameShape, shapeText, sizeOf } from "../core/shape.ts";
import { constant, input } from "../core/tensor.ts";
import { arrays, type FieldValues } from "../data/arrays.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Layer, type LayerOutput, networkInput } from "../layers/layer.ts";
import { type MetricLike, resolveMetric } from "../metrics/index.ts";
import { encode } from "../onnx/encode.ts";
import { type OptimizerLike, resolveOptimizer } from "../optimizers/index.ts";
import { substitute } from "../rewrite/graph.ts";
import { inputsOf } from "../runtime/evaluate.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import type { History } from "./callbacks.ts";
import { type FitOptions, fitModel, type TrainStep, trainModel } from "./fit.ts";
import { isLossVariable } from "./loss-variables.ts";
import { buildNetwork, type FloatDType, type Network } from "./network.ts";
import { fieldFor, type OutputPlan, type Plan, variablesOf } from "./program.ts";
import { summaryOf } from "./summary.ts";
import { predictionsOf, targetsOf } from "./targets.ts";
import { type LossLike, type NamedLoss, parseNamedLoss, resolveLossLike } from "./terms.ts";
import type { Evaluation } from "./totals.ts";
import { type EvaluateOptions, evaluateModel, predictModel, Trainer } from "./trainer.ts";

/** Examples: a data set, or arrays by field (`x`, `y`, `sampleWeight`, or the names of inputs and outputs). */
export type Data = Dataset | Readonly<Record<string, FieldValues>>;

/** One thing for the only output, or one for each output by name. */
export type PerOutput<T> = T | Readonly<Record<string, T>>;

export interface CompileOptions {
  /** A name, `{ name, ...options }` or a function; with several outputs, an object of those by output name. */
  readonly loss: LossLike | { readonly outputs: Readonly<Record<string, LossLike>> };
  /** Factors of the outputs' losses in the sum; default 1. */
  readonly lossWeights?: Readonly<Record<string, number>>;
  /** Default "adam". */
  readonly optimizer?: OptimizerLike;
  readonly metrics?: readonly MetricLike[] | { readonly outputs: Readonly<Record<string, readonly MetricLike[]>> };
  /** Default: cpu in Node, wasm in the browser. */
  readonly device?: Device;
  readonly threads?: number;
  /** Training steps per call of the runtime. "auto" (default) measures: as many as take a quarter of a second, at most 16. */
  readonly stepsPerCall?: number | "auto";
  /** Report norms of gradients and weights with every step. Default false. */
  readonly norms?: boolean;
  /**
   * Keep an exponential moving average of the weights: the share of it that each step keeps, such as 0.999. Evaluation,
   * prediction and export use it, corrected for its start (divided by 1 - decay^steps). Default: none.
   */
  readonly averageDecay?: number;
}

export interface ModelOptions {
  readonly name?: string;
  /** Seed of initial weights, shuffling and dropout. Default 0. */
  readonly seed?: number;
  /** Floats the network computes in. Default float32. */
  readonly dtype?: FloatDType;
}

/** A network with its weights, and once compiled, with what it is trained for. */
export class Model {
  readonly name: string;
  readonly seed: number;
  readonly network: Network;
  private current: Values;
  private trainer: Trainer | undefined;

  constructor(network: Network, options: ModelOptions = {}) {
    this.name = options.name ?? "model";
    this.seed = options.seed ?? 0;
    this.network = network;
    const random = new Random(this.seed);
    this.current = Object.fromEntries(
      network.variables.map((variable) => {
        const { name, shape, dtype } = variable.tensor;
        return [name, Value.of(variable.initial(random), shape, dtype)];
      }),
    );
  }

  /** Values of all variables, by name ("dense/kernel"). */
  get weights(): Values {
    return this.trainer?.weights ?? this.current;
  }

  /** What evaluation, prediction and export use: the averaged weights with `averageDecay`, else the weights. */
  async servedWeights(): Promise<Values> {
    return (await this.trainer?.servedWeights()) ?? this.current;
  }

  /**
   * Replaces values of variables. Those of a loss (centres, a temperature) may come before `compile` says which loss.
   * @throws NameError for a name the model lacks, ShapeError for another shape
   */
  setWeights(values: Values): void {
    const known = this.trainer === undefined ? this.network.variables : variablesOf(this.trainer.plan);
    for (const [name, value] of Object.entries(values)) {
      const variable = known.find(({ tensor }) => tensor.name === name);
      if (variable === undefined && this.trainer === undefined && isLossVariable(name)) continue; // compile will check it
      if (variable === undefined)
        throw unknownName(
          "weights",
          name,
          known.map(({ tensor }) => tensor.name),
        );
      if (!sameShape(variable.tensor.shape, value.shape))
        throw new ShapeError(`weight "${name}"`, {
          expected: shapeText(variable.tensor.shape),
          got: shapeText(value.shape),
        });
    }
    this.current = { ...this.weights, ...values };
    this.trainer?.setWeights(this.current);
  }

  /**
   * Says what the model is trained for.
   * @throws NameError for an unknown loss, optimizer or metric; ArgumentError for an option out of range; SymbolicError
   * for a custom loss that branches on a tensor
   */
  compile(options: CompileOptions): this {
    const { outputShapes, dtype } = this.network;
    const names = Object.keys(outputShapes);
    const losses = jointLoss(options.loss, names) ?? perOutput("loss", options.loss, names);
    const metrics = perOutput("metrics", options.metrics ?? [], names);
    for (const name of Object.keys(options.lossWeights ?? {}))
      if (!names.includes(name)) throw unknownName("lossWeights", name, names);
    const outputs: OutputPlan[] = names.map((output) => {
      const loss = losses[output];
      return {
        output,
        target: output,
        loss: loss === undefined ? undefined : resolveLossLike(loss, { output, outputShapes, dtype }),
        lossWeight: options.lossWeights?.[output] ?? 1,
        metrics: (metrics[output] ?? []).map(resolveMetric),
      };
    });
    const plan: Plan = {
      network: this.network,
      outputs,
      optimizer: resolveOptimizer(options.optimizer ?? "adam"),
      norms: options.norms ?? false,
      averageDecay: options.averageDecay,
    };
    if (plan.averageDecay !== undefined && !(plan.averageDecay > 0 && plan.averageDecay < 1))
      throw new ArgumentError("compile", { expected: "averageDecay: between 0 and 1", got: String(plan.averageDecay) });
    const { device, threads, stepsPerCall = "auto" } = options;
    if (stepsPerCall !== "auto" && !(Number.isInteger(stepsPerCall) && stepsPerCall > 0))
      throw new ArgumentError("compile", {
        expected: 'stepsPerCall: a whole number from 1, or "auto"',
        got: String(stepsPerCall),
      });
    this.trainer = new Trainer(plan, this.startingWeights(plan), { device, threads, stepsPerCall, seed: this.seed });
    return this;
  }

  /** Present values of the network's variables, and of the losses' where they are known; else first values. */
  private startingWeights(plan: Plan): Values {
    const present: Values = { ...this.current, ...this.weights };
    const random = new Random(this.seed);
    const entries = variablesOf(plan).map((variable) => {
      const { name, shape, dtype } = variable.tensor;
      const value = present[name];
      if (value !== undefined && !sameShape(value.shape, shape))
        throw new ShapeError(`weight "${name}"`, { expected: shapeText(shape), got: shapeText(value.shape) });
      return [name, value ?? Value.of(variable.initial(random), shape, dtype)] as const;
    });
    return Object.fromEntries(entries);
  }

  private compiled(method: string): Trainer {
    if (this.trainer === undefined)
      throw new GraphError(method, {
        expected: "a compiled model",
        got: "one without a loss",
        fix: 'call model.compile({ loss: "categoricalCrossentropy" }) first',
      });
    return this.trainer;
  }

  /**
   * Trains over the data.
   * @param data examples; the network's input is field `x` (or its name), the target `y` (or the output's name)
   * @returns losses and metrics per epoch; the loss is the exact mean over the examples
   * @throws DataError for empty data or labels out of range, ShapeError when data and network do not fit,
   * NonFiniteError when the loss stops being a number (weights are those before that), the signal's reason when aborted
   */
  async fit(data: Data, options: FitOptions = {}): Promise<History> {
    return await fitModel(this.compiled("fit"), toDataset(data, this.network), {
      ...options,
      seed: options.seed ?? this.seed,
    });
  }

  /**
   * Trains over the data step by step: `for await (const { loss, step } of model.train(data, { epochs: 3 }))`. The same as
   * `fit`, bit by bit. It goes on when the next step is asked for; `break` ends it and keeps the weights. With several steps
   * in one call of the runtime (`stepsPerCall`), the weights seen in between are those after the call.
   * @throws as `fit`
   */
  train(data: Data, options: FitOptions = {}): AsyncGenerator<TrainStep, History> {
    const seed = options.seed ?? this.seed;
    return trainModel(this.compiled("train"), toDataset(data, this.network), { ...options, seed });
  }

  /** Loss and metrics over the data, without training. */
  async evaluate(data: Data, options: EvaluateOptions = {}): Promise<Evaluation> {
    return await evaluateModel(this.compiled("evaluate"), toDataset(data, this.network), options);
  }

  /**
   * The network's outputs for inputs.
   * @returns by output name, [examples, ...]
   */
  async predictAll(data: Data, options: EvaluateOptions & { readonly device?: Device } = {}): Promise<Values> {
    return await predictModel(this.network, await this.servedWeights(), toDataset(data, this.network), {
      device: this.trainer?.device,
      ...options,
    });
  }

  /** The output of a network with one output, [examples, ...]. */
  async predict(data: Data, options: EvaluateOptions & { readonly device?: Device } = {}): Promise<Value> {
    const results = Object.values(await this.predictAll(data, options));
    if (results.length !== 1)
      throw new GraphError("predict", {
        expected: "a network with one output",
        got: `${results.length}`,
        fix: "use predictAll",
      });
    return results[0] as Value;
  }

  /** One training step on one batch. @returns its loss and metrics */
  async trainOnBatch(data: Data): Promise<Evaluation> {
    const dataset = toDataset(data, this.network);
    const history = await fitModel(this.compiled("trainOnBatch"), dataset, {
      epochs: 1,
      batchSize: Math.max(1, dataset.size),
      shuffle: false,
      seed: this.seed,
    });
    return history.epochs[0] as Evaluation;
  }

  /** Number of trained and other numbers in the weights. */
  get parameterCount(): { readonly trainable: number; readonly other: number } {
    const count = (trainable: boolean): number =>
      this.network.variables.filter((v) => v.trainable === trainable).reduce((sum, v) => sum + v.tensor.size, 0);
    return { trainable: count(true), other: count(false) };
  }

  /** Rows of the summary: every layer with the shape of one example's output and its number of weights. */
  get layers(): readonly {
    readonly name: string;
    readonly kind: string;
    readonly outputShape: Shape;
    readonly parameters: number;
  }[] {
    return this.network.layers.map(({ name, layer, outputShape, variables }) => ({
      name,
      kind: layer.kind,
      outputShape,
      parameters: Object.values(variables).reduce((sum, { tensor }) => sum + sizeOf(tensor.shape), 0),
    }));
  }

  /** The layers as a table of text. */
  summary(): string {
    return summaryOf(this.layers, this.parameterCount);
  }

  /**
   * The network with its present weights as an ONNX model that ONNX Runtime runs alone.
   * @param batchSize the model's fixed first axis
   */
  async toOnnx({ batchSize = 1 }: { readonly batchSize?: number } = {}): Promise<Uint8Array> {
    const { inputs, variables, dtype } = this.network;
    const given = Object.entries(inputs).map(([name, place]) => {
      const of = place.input?.dtype === "int64" ? "int64" : dtype;
      return [name, input(name, [batchSize, ...(place.input?.shape ?? [])], { dtype: of })] as const;
    });
    const { outputs } = this.network.trace(Object.fromEntries(given), {
      training: false,
      seed: constant(0, { dtype: "int64" }),
    });
    const served = await this.servedWeights();
    const weights = new Map(
      await Promise.all(
        variables.map(async ({ tensor }) => {
          const value = served[tensor.name] as Value;
          return [tensor, constant(await value.read(), { shape: tensor.shape, dtype: tensor.dtype })] as const;
        }),
      ),
    );
    const target = { device: "cpu", portable: true } as const;
    const names = Object.keys(outputs);
    const results = optimise(substitute(Object.values(outputs), weights), target);
    return encode(
      { inputs: inputsOf(results), outputs: Object.fromEntries(results.map((x, i) => [names[i] as string, x])) },
      target,
    );
  }
}

/** Arrays as a data set; flat typed arrays take the shapes the network expects. */
function toDataset(data: Data, network: Network): Dataset {
  if (typeof (data as Dataset).fill === "function") return data as Dataset;
  const fields = data as Readonly<Record<string, FieldValues>>;
  const alone = Object.keys(network.inputs).length === 1;
  const shapes: Record<string, Shape> = {};
  for (const [name, place] of Object.entries(network.inputs)) {
    const field = fieldFor(fields, name, alone ? "x" : undefined, `network's input "${name}"`);
    if (ArrayBuffer.isView(fields[field])) shapes[field] = place.input?.shape ?? [];
  }
  return arrays(fields, { shapes });
}

/** A loss of several predictions belongs to the first output it takes; the others have none of their own. */
function jointLoss(
  loss: CompileOptions["loss"],
  names: readonly string[],
): Readonly<Record<string, LossLike>> | undefined {
  if (typeof loss === "function" || (typeof loss === "object" && "outputs" in loss)) return undefined;
  const { info, inputs } = parseNamedLoss(loss as string | NamedLoss, 1);
  const [first, ...others] = predictionsOf(info);
  if (first === undefined) throw noPrediction(loss);
  const isNamed = [first.name, ...targetsOf(info).map((each) => each.name)].every((each) => names.includes(each));
  if (others.length === 0 && inputs[first.name] === undefined && !isNamed) {
    if (names.length === 1) return undefined;
    throw new ArgumentError("loss", {
      expected: perOutputText(names),
      got: "one for all",
      fix: `or say which output is meant: inputs: { ${first.name}: "${names[0]}" }`,
    });
  }
  const output = inputs[first.name] ?? first.name;
  return { [names.includes(output) ? output : (names[0] as string)]: loss as LossLike };
}

function noPrediction(loss: unknown): ArgumentError {
  return new ArgumentError("compile", {
    expected: "a loss of something the network predicts",
    got: JSON.stringify(loss),
  });
}

function perOutputText(names: readonly string[]): string {
  return `one per output, by name: { outputs: { ${names.map((name) => `${name}: ...`).join(", ")} } }`;
}

/** Options by output: given plainly they are the only output's, or of each in an object under `outputs`. */
function perOutput<T>(
  option: string,
  given: T | { readonly outputs: Readonly<Record<string, T>> },
  names: readonly string[],
): Readonly<Record<string, T>> {
  if (typeof given === "object" && given !== null && "outputs" in given) {
    for (const name of Object.keys(given.outputs))
      if (!names.includes(name)) throw unknownName(`${option}.outputs`, name, names);
    return given.outputs;
  }
  if (names.length > 1 && !(Array.isArray(given) && given.length === 0))
    throw new ArgumentError(option, {
      expected: perOutputText(names),
      got: "one for all",
    });
  return names.length === 1 ? { [names[0] as string]: given as T } : {};
}

/**
 * A network whose layers follow each other.
 * @param layers the first must know its input: give `inputShape`, the shape of one example
 */
export function sequential(layers: readonly Layer[], options: ModelOptions & { readonly inputShape: Shape }): Model {
  if (layers.length === 0) throw new ArgumentError("sequential", { expected: "at least one layer", got: "none" });
  const start = networkInput(options.inputShape);
  const end = layers.reduce<LayerOutput>((below, layer) => layer(below), start);
  return new Model(buildNetwork({ x: start }, { y: end }, options.dtype ?? "float32"), options);
}

/**
 * A network with named inputs and outputs: make inputs with `networkInput`, call layers on them and on each other's results.
 * @throws GraphError when an output depends on an input that is not listed
 */
export function functional(
  parts: {
    readonly inputs: Readonly<Record<string, LayerOutput>>;
    readonly outputs: Readonly<Record<string, LayerOutput>>;
  },
  options: ModelOptions = {},
): Model {
  return new Model(buildNetwork(parts.inputs, parts.outputs, options.dtype ?? "float32"), options);
}
