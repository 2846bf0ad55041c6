import { DataError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { range } from "../core/range.ts";
import { type Shape, sameShape, shapeText, sizeOf } from "../core/shape.ts";
import type { WarningLog } from "../core/warnings.ts";
import { checkLabels, readColumn } from "../data/check-labels.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import type { StepProgram } from "../onnx/encode.ts";
import { createStepper, release, type Stepper, type Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { freshAverages, readAverages } from "./averaging.ts";
import { BatchBuffers } from "./batch.ts";
import type { Checks } from "./checks.ts";
import { type ClassWeightPlan, isSpread } from "./class-weights.ts";
import { weightField } from "./counting.ts";
import type { Roles } from "./diagnose.ts";
import { afterEpoch, balancedClasses } from "./epoch-state.ts";
import { evaluationProgram, trainingProgram } from "./forward.ts";
import { type GivenWeights, givenWeights } from "./given-weights.ts";
import { Guard, type NormAt } from "./guard.ts";
import { freshScale } from "./mixed-precision.ts";
import { resultName } from "./parts.ts";
import { fieldFor, type Plan, variablesOf } from "./program.ts";
import { runEpoch } from "./runner.ts";
import { freshSlots, learningRateAt, stepScalarValues } from "./state.ts";
import type { ResolvedLoss } from "./terms.ts";
import { type Evaluation, Totals } from "./totals.ts";

export interface TrainerOptions {
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  readonly stepsPerCall: number | "auto";
  readonly seed: number;
  readonly warnings: WarningLog;
}

export interface EvaluateOptions {
  /** Examples at a time; default 256. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Values of some variables that are used instead of the model's, which stays as it is. */
  readonly weights?: GivenWeights;
  /** What to do about data that looks wrong; default "all". See `Checks`. */
  readonly checks?: Checks;
}

/** What one call of the runtime did in training. */
export interface TrainedSteps {
  readonly losses: readonly number[];
  readonly outputs: Values;
  /** Milliseconds inside the runtime. */
  readonly milliseconds: number;
}

/** Where a training stood: everything it goes on from. */
export interface Snapshot {
  readonly state: Values;
  readonly steps: number;
  readonly averagedSteps: number;
}

/** A training as a file keeps it. */
export interface TrainingState extends Snapshot {
  /** What the learning rate is multiplied with. */
  readonly rateScale: number;
}

/** The state of a training: weights, optimizer state and step count, and the programs made for it so far. */
export class Trainer {
  readonly plan: Plan;
  readonly device: Device | undefined;
  readonly warnings: WarningLog;
  /** What the learning rate of the optimizer is multiplied with. */
  rateScale = 1;
  private readonly options: TrainerOptions;
  private state: Values;
  private stepCount = 0;
  /** Steps that are in the average of the weights. */
  private averagedSteps = 0;
  private readonly norms: NormAt[] = [];
  private averages: { readonly of: Values; readonly values: Promise<Values> } | undefined;
  private readonly steppers = new Map<string, Stepper>();
  /** Steps per call, once measured. */
  private settled: number | undefined;

  constructor(plan: Plan, weights: Values, options: TrainerOptions) {
    this.plan = plan;
    this.options = options;
    this.device = options.device;
    this.warnings = options.warnings;
    this.state = {
      ...freshSlots(variablesOf(plan), plan.optimizer),
      ...this.freshAverages(),
      ...(plan.scaling === undefined ? {} : freshScale(plan.scaling)),
      ...weights,
    };
  }

  /** Steps taken since compile. */
  get steps(): number {
    return this.stepCount;
  }

  get weights(): Values {
    return Object.fromEntries(
      variablesOf(this.plan).map(({ tensor }) => [tensor.name, this.state[tensor.name] as Value]),
    );
  }

  /** What evaluation and prediction use: the averaged weights, where an average is kept and has begun. */
  async servedWeights(): Promise<Values> {
    if (this.averages?.of !== this.state) {
      const averaged = { decay: this.plan.averageDecay, steps: this.averagedSteps };
      this.averages = { of: this.state, values: readAverages(variablesOf(this.plan), this.state, averaged) };
    }
    return { ...this.weights, ...(await this.averages.values) };
  }

  /** Replaces weights; an average of them begins anew. */
  setWeights(weights: Values): void {
    this.state = { ...this.state, ...this.freshAverages(), ...weights };
    this.norms.length = 0;
    this.averagedSteps = 0;
  }

  private freshAverages(): Values {
    return this.plan.averageDecay === undefined ? {} : freshAverages(variablesOf(this.plan));
  }

  /** Learning rate of a step (0-based). */
  learningRateAt(step: number): number {
    return this.rateScale * learningRateAt(this.plan.optimizer, step);
  }

  /** Everything training goes on from, in JavaScript's memory. */
  async snapshot(): Promise<Snapshot> {
    const entries = Object.entries(this.state).map(async ([name, value]) => {
      return [name, value.place === "host" ? value : Value.of(await value.read(), value.shape, value.dtype)] as const;
    });
    const state = Object.fromEntries(await Promise.all(entries));
    return { state, steps: this.stepCount, averagedSteps: this.averagedSteps };
  }

  /** What a file keeps of the training besides its weights. */
  async trainingState(): Promise<TrainingState> {
    return { ...(await this.snapshot()), rateScale: this.rateScale };
  }

  /**
   * Goes on from what a file kept.
   * @throws DataError when it is the state of another optimizer, or of other weights
   */
  resume({ state, steps, averagedSteps, rateScale }: TrainingState): void {
    for (const [name, { shape }] of Object.entries(this.state)) {
      const saved = state[name];
      if (saved === undefined || !sameShape(saved.shape, shape))
        throw new DataError("the saved training", {
          expected: `"${name}" of shape ${shapeText(shape)}`,
          got: saved === undefined ? "nothing of that name" : shapeText(saved.shape),
          fix: "call compile() to start a training of its own",
        });
    }
    this.restore({ state, steps, averagedSteps });
    this.rateScale = rateScale;
  }

  restore({ state, steps, averagedSteps }: Snapshot): void {
    this.state = state;
    this.stepCount = steps;
    this.averagedSteps = averagedSteps;
    this.norms.length = 0;
  }

  private program(
    kind: "train" | "evaluate",
    dataset: Dataset,
    batchSize: number,
    microBatch = batchSize,
  ): StepProgram {
    if (kind === "evaluate") return evaluationProgram(this.plan, dataset, batchSize);
    return trainingProgram(this.plan, dataset, batchSize, microBatch);
  }

  private load(kind: "train" | "evaluate", dataset: Dataset, batchSize: number, microBatch = batchSize): Stepper {
    const key = `${kind} ${batchSize} ${microBatch} ${JSON.stringify(dataset.fields)}`;
    const known = this.steppers.get(key);
    if (known !== undefined) return known;
    const stepper = createStepper(this.program(kind, dataset, batchSize, microBatch), this.options);
    this.steppers.set(key, stepper);
    return stepper;
  }

  private scalars(first: number, count: number): Values {
    const { network } = this.plan;
    const optimizer = { learningRate: (step: number) => this.learningRateAt(step) };
    return stepScalarValues(first, count, { optimizer, seed: this.options.seed, dtype: network.dtype });
  }

  /**
   * Trains over the examples once, in the given order, and yields after each call of the runtime.
   * @param options examples whose gradient is taken together (`batchSize`), and how many are computed at a time
   * @throws NonFiniteError at the first bad number; the state is then the one before its step
   */
  async *epoch(
    dataset: Dataset,
    order: Uint32Array,
    options: {
      readonly batchSize: number;
      readonly microBatch: number;
      readonly totals: Totals;
      readonly signal?: AbortSignal | undefined;
    },
  ): AsyncGenerator<TrainedSteps, void> {
    const { batchSize, microBatch, totals, signal } = options;
    const guard = new Guard({
      where: "training",
      lossName: resultName.loss,
      steps: this.stepCount,
      state: this.state,
      isWeight: (name) => name in this.weights && !name.includes("#"),
      roles: this.roles(),
      learningRate: (step) => this.learningRateAt(step),
      norms: this.norms,
    });
    const calls = runEpoch({
      dataset,
      order,
      batchSize,
      stepsPerCall: this.options.stepsPerCall === "auto" ? (this.settled ?? "auto") : this.options.stepsPerCall,
      stepperFor: (n) => this.load("train", dataset, n, microBatch),
      scalars: (count) => this.scalars(this.stepCount, count),
      fixed: {},
      state: () => this.state,
      signal,
    });
    const guarded = async (check: () => Promise<void>): Promise<void> => {
      try {
        await check();
      } catch (error) {
        const { state, steps } = guard.lastGood;
        if (this.state !== state) release(this.state);
        this.averagedSteps -= this.stepCount - steps;
        this.state = state;
        this.stepCount = steps;
        throw error;
      }
    };
    try {
      for await (const { state, outputs, steps, batchSize: size, batches, milliseconds, stepsPerCall } of calls) {
        const losses = Array.from(await (outputs[resultName.loss] as Value).numbers());
        const first = this.stepCount;
        const taken = batches.map((rows, i) => ({
          stepper: () => this.load("train", dataset, size, microBatch),
          program: () => this.program("train", dataset, size, microBatch),
          feeds: async () => ({
            ...(await new BatchBuffers(dataset.fields, 1, size).fill(dataset, [rows])),
            ...this.scalars(first + i, 1),
          }),
          rows,
          loss: losses[i] as number,
        }));
        const before = this.state;
        this.state = state;
        this.stepCount += steps;
        this.averagedSteps += steps;
        this.settled = stepsPerCall;
        await guarded(() => guard.accept(taken, before, state));
        await totals.add(outputs, steps, size);
        yield { losses, outputs, milliseconds };
        if (this.state !== state) guard.restart(this.state, this.stepCount);
      }
    } finally {
      await guarded(() => guard.settle(this.state));
    }
  }

  /** What is kept from epoch to epoch (balancing). */
  async endEpoch(evaluation: Evaluation): Promise<void> {
    this.state = { ...this.state, ...(await afterEpoch(this.plan, evaluation, this.state)) };
  }

  /** Counts the classes of the training data, for weights that balance them. */
  async countClasses(dataset: Dataset): Promise<void> {
    this.state = { ...this.state, ...(await balancedClasses(this.plan, dataset)) };
  }

  /** What the inputs of a step are. */
  private roles(): Roles {
    const names = Object.keys(this.plan.network.inputs);
    const isNetworkInput = (field: string): boolean => names.includes(field) || (names.length === 1 && field === "x");
    return (name) => {
      const field = name.startsWith("data:") ? name.slice("data:".length) : undefined;
      if (field === undefined) return { cause: name.includes("#") ? "optimizerState" : "weight", name };
      if (field === weightField || field.startsWith(`${weightField}/`)) return { cause: "sampleWeight", name: field };
      return { cause: isNetworkInput(field) ? "data" : "label", name: field };
    };
  }

  /**
   * Losses and metrics over all examples.
   * @throws as `givenWeights` for weights that are not the model's
   */
  async evaluate(
    dataset: Dataset,
    { batchSize = 256, signal, weights = {} }: EvaluateOptions = {},
  ): Promise<Evaluation> {
    const instead = givenWeights(weights, variablesOf(this.plan), { isCompiled: true });
    const totals = new Totals();
    const calls = runEpoch({
      dataset,
      order: range(dataset.size),
      batchSize,
      stepsPerCall: 1,
      stepperFor: (n) => this.load("evaluate", dataset, n),
      fixed: { ...(await this.servedWeights()), ...instead },
      state: () => ({}),
      signal,
    });
    for await (const { outputs, steps, batchSize: size } of calls) await totals.add(outputs, steps, size);
    return totals.evaluation(this.plan);
  }

  /**
   * Checks all labels once, before anything is trained on them.
   * @throws DataError naming the first label out of range
   */
  async checkTargets(dataset: Dataset): Promise<void> {
    const alone = this.plan.outputs.length === 1;
    for (const { output, target, loss, metrics, classWeights, ignoreClass } of this.plan.outputs) {
      const ignore = ignoreClass ?? ignoredClass(loss);
      const usual = [target, ...(alone ? ["y"] : [])];
      for (const { field: own, isTarget, classes, check } of loss?.labels ?? []) {
        const field = [own, ...(isTarget ? usual : [])].find((each) => dataset.fields[each] !== undefined);
        if (field === undefined) continue;
        if (classes !== undefined) await checkLabels(dataset, { field, classes, ignore });
        check?.(await readColumn(dataset, field), field, sizeOf(dataset.fields[field]?.shape ?? []));
      }
      if (!(loss?.takesTarget || metrics.length > 0 || classWeights !== undefined)) continue;
      if (dataset.fields[target] === undefined && !(alone && dataset.fields["y"])) continue; // a field of another name
      const name = fieldFor(dataset.fields, target, alone ? "y" : undefined, `targets of output "${output}"`);
      const field = dataset.fields[name] as Field;
      const isChecked = loss?.labels.some(({ isTarget, classes }) => isTarget && classes !== undefined);
      const classes = field.classes ?? (takesIndices(classWeights, field.shape) ? classWeights?.classes : undefined);
      if (!isChecked && classes !== undefined) await checkLabels(dataset, { field: name, classes, ignore });
    }
  }
}

/** Whether targets of a shape are indices that class weights are looked up by. */
function takesIndices(plan: ClassWeightPlan | undefined, shape: Shape): boolean {
  if (plan === undefined || plan.isSign) return false;
  return !isSpread(plan, [1, ...shape]);
}

function ignoredClass(loss: ResolvedLoss | undefined): number | undefined {
  const ignored = loss?.options["ignoreClass"];
  return typeof ignored === "number" ? ignored : undefined;
}
