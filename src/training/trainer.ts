import { allocate } from "../core/dtype.ts";
import { DataError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { range } from "../core/range.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import type { WarningLog } from "../core/warnings.ts";
import { checkLabels, readColumn } from "../data/check-labels.ts";
import type { Dataset, Field } from "../data/dataset.ts";
import { createStepper, type Stepper, type Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import { checkEvaluationData } from "./check-data.ts";
import type { Checks } from "./checks.ts";
import { type ClassWeightPlan, isSpread } from "./class-weights.ts";
import { afterEpoch, balancedClasses } from "./epoch-state.ts";
import { evaluationProgram, trainingProgram } from "./forward.ts";
import type { Network } from "./network.ts";
import { fieldFor, type Plan, predictionProgram, resultName, variablesOf } from "./program.ts";
import { type RunTiming, runEpoch } from "./runner.ts";
import { freshSlots, stepScalarValues } from "./state.ts";
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
  /** What to do about data that looks wrong; default "all". See `Checks`. */
  readonly checks?: Checks;
}

/** The state of a training: weights, optimizer state and step count, and the programs made for it so far. */
export class Trainer {
  readonly plan: Plan;
  readonly device: Device | undefined;
  readonly warnings: WarningLog;
  private readonly options: TrainerOptions;
  private state: Values;
  private stepCount = 0;
  private readonly steppers = new Map<string, Stepper>();
  /** Steps per call, once measured. */
  private settled: number | undefined;

  constructor(plan: Plan, weights: Values, options: TrainerOptions) {
    this.plan = plan;
    this.options = options;
    this.device = options.device;
    this.warnings = options.warnings;
    this.state = { ...freshSlots(variablesOf(plan), plan.optimizer), ...weights };
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

  setWeights(weights: Values): void {
    this.state = { ...this.state, ...weights };
  }

  private load(kind: "train" | "evaluate", dataset: Dataset, batchSize: number): Stepper {
    const key = `${kind} ${batchSize} ${JSON.stringify(dataset.fields)}`;
    const known = this.steppers.get(key);
    if (known !== undefined) return known;
    const program = (kind === "train" ? trainingProgram : evaluationProgram)(this.plan, dataset, batchSize);
    const stepper = createStepper(program, this.options);
    this.steppers.set(key, stepper);
    return stepper;
  }

  /**
   * Trains over the examples once, in the given order.
   * @param onSteps called after each call of the runtime with the losses of its steps
   */
  async epoch(
    dataset: Dataset,
    order: Uint32Array,
    batchSize: number,
    hooks: {
      readonly onSteps?: (losses: readonly number[], outputs: Values) => Promise<void> | void;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<{ readonly evaluation: Evaluation; readonly timing: RunTiming }> {
    const totals = new Totals();
    const { network } = this.plan;
    const { seed } = this.options;
    const timing = await runEpoch({
      dataset,
      order,
      batchSize,
      stepsPerCall: this.options.stepsPerCall === "auto" ? (this.settled ?? "auto") : this.options.stepsPerCall,
      stepperFor: (n) => this.load("train", dataset, n),
      scalars: (count) =>
        stepScalarValues(this.stepCount, count, { optimizer: this.plan.optimizer, seed, dtype: network.dtype }),
      fixed: {},
      state: this.state,
      signal: hooks.signal,
      onResult: async ({ state, outputs }, chunk) => {
        this.state = state;
        this.stepCount += chunk.steps;
        await totals.add(outputs, chunk.steps, chunk.batchSize);
        const losses = Array.from(await (outputs[resultName.loss] as Value).numbers());
        await hooks.onSteps?.(losses, outputs);
      },
    });
    this.settled = timing.stepsPerCall;
    const evaluation = totals.evaluation(this.plan);
    this.setWeights(await afterEpoch(this.plan, evaluation, this.state));
    return { evaluation, timing };
  }

  /** Counts the classes of the training data, for weights that balance them. */
  async countClasses(dataset: Dataset): Promise<void> {
    this.setWeights(await balancedClasses(this.plan, dataset));
  }

  /** Losses and metrics over all examples. */
  async evaluate(dataset: Dataset, { batchSize = 256, signal }: EvaluateOptions = {}): Promise<Evaluation> {
    const totals = new Totals();
    await runEpoch({
      dataset,
      order: range(dataset.size),
      batchSize,
      stepsPerCall: 1,
      stepperFor: (n) => this.load("evaluate", dataset, n),
      fixed: this.weights,
      state: {},
      signal,
      onResult: ({ outputs }, chunk) => totals.add(outputs, chunk.steps, chunk.batchSize),
    });
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

/** See `Model.evaluate`. */
export async function evaluateModel(trainer: Trainer, dataset: Dataset, options: EvaluateOptions): Promise<Evaluation> {
  await trainer.checkTargets(dataset);
  await checkEvaluationData(trainer.plan, dataset, options.checks ?? "all", trainer.warnings);
  return await trainer.evaluate(dataset, options);
}

/** Outputs of a network over all examples, by name. */
export async function predictModel(
  network: Network,
  weights: Values,
  dataset: Dataset,
  options: EvaluateOptions & { readonly device?: Device | undefined },
): Promise<Values> {
  const { batchSize = 256, signal, device } = options;
  if (dataset.size === 0) throw new DataError("predict", { expected: "at least one example", got: "none" });
  const names = Object.keys(network.inputs);
  const wanted = names.map((name) =>
    fieldFor(dataset.fields, name, names.length === 1 ? "x" : undefined, `network's input "${name}"`),
  );
  const inputsOnly: Dataset = {
    size: dataset.size,
    fields: Object.fromEntries(wanted.map((name) => [name, dataset.fields[name] as Field])),
    fill: (indices, target) => dataset.fill(indices, target),
  };
  const results: Record<string, Value> = {};
  const steppers = new Map<number, Stepper>();
  let done = 0;
  await runEpoch({
    dataset: inputsOnly,
    order: range(dataset.size),
    batchSize: Math.min(batchSize, dataset.size),
    stepsPerCall: 1,
    stepperFor(size) {
      const known = steppers.get(size) ?? createStepper(predictionProgram(network, inputsOnly, size), { device });
      steppers.set(size, known);
      return known;
    },
    fixed: weights,
    state: {},
    signal,
    async onResult({ outputs }, chunk) {
      for (const [name, value] of Object.entries(outputs)) {
        const [, , ...rest] = value.shape;
        const data = await value.read();
        const size = sizeOf(rest);
        results[name] ??= Value.of(allocate(value.dtype, dataset.size * size), [dataset.size, ...rest], value.dtype);
        (results[name].data as Float32Array).set(data as Float32Array, done * size);
      }
      done += chunk.batchSize;
    },
  });
  return results;
}
