import { optimise } from "../compiler/compile.ts";
import { ArgumentError, GraphError, ShapeError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { Random } from "../core/random.ts";
import { type Shape, sameShape, shapeText, sizeOf } from "../core/shape.ts";
import { describe, input } from "../core/tensor.ts";
import { type Warning, WarningLog } from "../core/warnings.ts";
import { type Layer, type LayerOutput, networkInput } from "../layers/layer.ts";
import { encode } from "../onnx/encode.ts";
import { inputsOf } from "../runtime/evaluate.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { readAverages } from "./averaging.ts";
import type { History } from "./callbacks.ts";
import { checkDomains } from "./check-domains.ts";
import { type Data, toDataset } from "./data.ts";
import { type DiagnoseOptions, type Diagnosis, diagnoseTraining } from "./doctor/diagnosis.ts";
import { evaluateModel, predictModel } from "./evaluate.ts";
import { type FitOptions, fitModel, type TrainStep, trainModel } from "./fit.ts";
import { type GivenWeights, givenWeights } from "./given-weights.ts";
import { buildNetwork, type FloatDType, type Network } from "./network.ts";
import { type CompileOptions, createPlan } from "./plan.ts";
import { type Plan, variablesOf } from "./program.ts";
import { summaryOf } from "./summary.ts";
import { type NetworkFunction, networkFunction } from "./to-function.ts";
import type { Evaluation } from "./totals.ts";
import { type EvaluateOptions, Trainer, type TrainingState } from "./trainer.ts";

export interface ModelOptions {
  readonly name?: string;
  /** Seed of initial weights, shuffling and dropout. Default 0. */
  readonly seed?: number;
  /** Floats the network computes in. Default float32. */
  readonly dtype?: FloatDType;
}

/** A training that a file kept. */
export interface ResumedTraining {
  readonly state: TrainingState;
  readonly averageDecay: number | undefined;
}

/** A network with its weights, and once compiled, with what it is trained for. */
export class Model {
  readonly name: string;
  readonly seed: number;
  readonly network: Network;
  private current: Values;
  private trainer: Trainer | undefined;
  private pending: (() => CompileOptions) | undefined;
  /** A training read from a file, until it goes on. */
  private resumed: ResumedTraining | undefined;
  /** What it was compiled with last. */
  settings: CompileOptions | undefined;
  private log: WarningLog = new WarningLog();

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

  /** What looked wrong since `compile`: in the network, its loss and metrics, then in the data. */
  get warnings(): readonly Warning[] {
    return this.log.list;
  }

  /** Values of all variables, by name ("dense/kernel"). */
  get weights(): Values {
    return this.trainer?.weights ?? this.current;
  }

  /** What evaluation, prediction and export use: the averaged weights with `averageDecay`, else the weights. */
  async servedWeights(): Promise<Values> {
    if (this.trainer !== undefined) return await this.trainer.servedWeights();
    if (this.resumed === undefined) return this.current;
    const { state, averageDecay } = this.resumed;
    const averaged = { decay: averageDecay, steps: state.averagedSteps };
    return { ...this.current, ...(await readAverages(this.network.variables, state.state, averaged)) };
  }

  /**
   * Replaces values of variables. Those of a loss (centres, a temperature) may come before `compile` says which loss.
   * @throws NameError for a name the model lacks, ShapeError for another shape
   */
  setWeights(given: GivenWeights): void {
    const known = this.trainer === undefined ? this.network.variables : variablesOf(this.trainer.plan);
    const values = givenWeights(given, known, { isCompiled: this.trainer !== undefined });
    this.current = { ...this.weights, ...values };
    this.trainer?.setWeights(this.current);
    this.resumed = undefined; // it was that of other weights
  }

  /**
   * Takes the weights that `other` serves of every layer both networks are made of: of an autoencoder by its decoder alone.
   * Layers are the same where they are one object, whatever their names.
   * @throws GraphError when the networks share no layer with weights
   */
  async takeWeights(other: Model): Promise<this> {
    const served = await other.servedWeights();
    const values = this.network.layers.flatMap(({ layer, variables }) => {
      const theirs = other.network.layers.find((each) => each.layer === layer)?.variables ?? {};
      return Object.entries(variables).flatMap(([key, { tensor }]) => {
        const value = served[theirs[key]?.tensor.name ?? ""];
        return value === undefined ? [] : [[tensor.name, value] as const];
      });
    });
    if (values.length === 0)
      throw new GraphError("takeWeights", {
        expected: "networks that share layers with weights",
        got: "networks that share none",
        fix: "build both of the same layers",
      });
    this.setWeights(Object.fromEntries(values));
    return this;
  }

  /**
   * Says what the model is trained for.
   * @throws NameError for an unknown loss, optimizer, metric or output; ArgumentError for an option out of range;
   * SymbolicError for a custom loss that branches on a tensor; DomainError for outputs that mean something else than the loss or a
   * metric takes (what may be meant is a warning instead)
   */
  compile(options: CompileOptions): this {
    if (options?.loss === undefined || options.loss === null)
      throw new ArgumentError("compile", {
        expected: "a loss",
        got: "none",
        fix: 'write compile({ loss: "meanSquaredError" }) or another; lossmith losses lists them',
      });
    const plan = createPlan(this.network, options);
    this.network.segments(options.checkpoint); // says now what is wrong with it
    const { device, threads, stepsPerCall = "auto" } = options;
    if (stepsPerCall !== "auto" && !(Number.isInteger(stepsPerCall) && stepsPerCall > 0))
      throw new ArgumentError("compile", {
        expected: 'stepsPerCall: a whole number from 1, or "auto"',
        got: String(stepsPerCall),
      });
    this.settings = options;
    this.resumed = undefined;
    const log = new WarningLog(options.onWarning);
    checkDomains(plan, (warning) => log.add(warning));
    if (plan.scaling !== undefined && device !== "webgpu")
      log.add({
        code: "SLOW_HALF",
        where: "mixedPrecision",
        message: `${device ?? "this device"} computes float16 by way of float32, which is slower than float32 alone`,
        fix: 'leave mixedPrecision out, or compile for the device "webgpu"',
      });
    this.log = log;
    this.trainer = new Trainer(plan, this.startingWeights(plan), {
      device,
      threads,
      stepsPerCall,
      seed: this.seed,
      warnings: log,
    });
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

  /**
   * Compiles when the model is first trained or evaluated, unless `compile` is called before.
   * @param resumed a training to go on from then
   */
  compileLater(options: () => CompileOptions, resumed?: ResumedTraining): void {
    this.pending = options;
    this.resumed = resumed;
  }

  /** Where training stands, to be gone on from; undefined before the first step. */
  async trainingState(): Promise<TrainingState | undefined> {
    if (this.trainer === undefined) return this.resumed?.state;
    return this.trainer.steps === 0 ? undefined : await this.trainer.trainingState();
  }

  private compiled(method: string): Trainer {
    if (this.trainer === undefined && this.pending !== undefined) {
      const resumed = this.resumed;
      this.compile(this.pending());
      if (resumed !== undefined) (this.trainer as Trainer | undefined)?.resume(resumed.state);
    }
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

  /**
   * Looks for what makes training silently wrong: in the network, its loss, optimizer and data, and in some steps on a copy of
   * the model's state, which stays as it is. Each finding has a rule with a page in docs/doctor.
   */
  async diagnose(data: Data, options: DiagnoseOptions = {}): Promise<Diagnosis> {
    return await diagnoseTraining(this.compiled("diagnose"), toDataset(data, this.network), {
      ...options,
      seed: options.seed ?? this.seed,
    });
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
    const history = await fitModel(
      this.compiled("trainOnBatch"),
      dataset,
      {
        epochs: 1,
        batchSize: Math.max(1, dataset.size),
        shuffle: false,
        seed: this.seed,
        checks: "errors", // a batch is no sample of the data
      },
      { countClasses: false },
    );
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
   * The network with its present weights, which stay as they are, as a function of tensors: for the loss of another training,
   * or of `minimize`. Gradients go through it to its inputs.
   * @returns takes tensors by input's name, [batch, ...], and gives the outputs by name
   */
  async toFunction(): Promise<NetworkFunction> {
    return await networkFunction(this.network, await this.servedWeights());
  }

  /**
   * The network with its present weights as an ONNX model that ONNX Runtime runs alone.
   * @param batchSize the model's fixed first axis
   */
  async toOnnx({ batchSize = 1 }: { readonly batchSize?: number } = {}): Promise<Uint8Array> {
    const { inputs, dtype } = this.network;
    const given = Object.entries(inputs).map(([name, place]) => {
      const of = place.input?.dtype === "int64" ? "int64" : dtype;
      return [name, input(name, [batchSize, ...(place.input?.shape ?? [])], { dtype: of })] as const;
    });
    const outputs = (await this.toFunction())(Object.fromEntries(given));
    const target = { device: "cpu", portable: true } as const;
    const names = Object.keys(outputs);
    const results = optimise(Object.values(outputs), target);
    return encode(
      { inputs: inputsOf(results), outputs: Object.fromEntries(results.map((x, i) => [names[i] as string, x])) },
      target,
    );
  }
}

/**
 * A network whose layers follow each other.
 * @param layers the first must know its input: give `inputShape`, the shape of one example
 */
export function sequential(layers: readonly Layer[], options: ModelOptions & { readonly inputShape: Shape }): Model {
  if (layers.length === 0) throw new ArgumentError("sequential", { expected: "at least one layer", got: "none" });
  const other = layers.find((layer) => typeof layer !== "function");
  if (other !== undefined)
    throw new ArgumentError("sequential", { expected: "layers, such as dense(10)", got: describe(other) });
  if (!Array.isArray(options?.inputShape))
    throw new ArgumentError("sequential", {
      expected: "the shape of one example",
      got: describe(options?.inputShape),
      fix: "write sequential([...], { inputShape: [4] }) for rows of 4 numbers",
    });
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
  for (const part of ["inputs", "outputs"] as const)
    if (typeof parts?.[part] !== "object" || parts[part] === null)
      throw new ArgumentError("functional", { expected: `${part}, by name`, got: describe(parts?.[part]) });
  return new Model(buildNetwork(parts.inputs, parts.outputs, options.dtype ?? "float32"), options);
}
