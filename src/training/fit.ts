import { ArgumentError, DataError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { range } from "../core/range.ts";
import { split } from "../data/combine.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Values } from "../runtime/stepper.ts";
import { checkFitData } from "./check-data.ts";
import type { Checks } from "./checks.ts";
import { learningRateAt } from "./state.ts";
import type { Evaluation } from "./totals.ts";
import type { Trainer } from "./trainer.ts";

/** What a training has done in one pass over the data. */
export interface EpochRecord extends Evaluation {
  /** 1 for the first. */
  readonly epoch: number;
  readonly validation?: Evaluation;
  /** Learning rate of the last step. */
  readonly learningRate: number;
  /** Training only, without validation. */
  readonly seconds: number;
  /** Of these, inside the runtime. */
  readonly runtimeSeconds: number;
  readonly steps: number;
  /** Median over the calls of the runtime. */
  readonly stepMilliseconds: number;
}

export interface History {
  readonly epochs: readonly EpochRecord[];
}

/** Where a training stands after some steps. */
export interface StepRecord {
  readonly epoch: number;
  /** Steps done in this epoch, and how many it has. */
  readonly step: number;
  readonly steps: number;
  /** Losses of the steps since the last report. */
  readonly losses: readonly number[];
  /** Values the step reports (see `norms`), with a first axis of the number of steps. */
  readonly outputs: Values;
}

/** Told what happens; `stop()` ends training after the present epoch. */
export interface Callback {
  onEpochBegin?(epoch: number): void | Promise<void>;
  onSteps?(record: StepRecord): void | Promise<void>;
  onEpochEnd?(record: EpochRecord, control: { stop(): void }): void | Promise<void>;
  onEnd?(history: History): void | Promise<void>;
}

export interface FitOptions {
  /** Passes over the data; default 1. */
  readonly epochs?: number;
  /** Default 32. The last batch of an epoch may be smaller and is trained on exactly. */
  readonly batchSize?: number;
  /** A new random order for every epoch; default true. */
  readonly shuffle?: boolean;
  /** Data evaluated after every epoch. */
  readonly validation?: Dataset;
  /** Or a part of the data kept from training for that, between 0 and 1, drawn at random with the seed. */
  readonly validationSplit?: number;
  readonly callbacks?: readonly Callback[];
  readonly signal?: AbortSignal;
  /** Seed of the shuffling; default: the model's. */
  readonly seed?: number;
  /** What to do about data that looks wrong; default "all". See `Checks`. */
  readonly checks?: Checks;
}

/** See `Model.fit`. */
export async function fitModel(
  trainer: Trainer,
  data: Dataset,
  options: FitOptions,
  { countClasses = true }: { readonly countClasses?: boolean } = {},
): Promise<History> {
  const { epochs = 1, batchSize = 32, shuffle = true, callbacks = [], signal, seed = 0 } = options;
  if (!(Number.isInteger(epochs) && epochs > 0))
    throw new ArgumentError("fit", { expected: "epochs: a whole number from 1", got: String(epochs) });
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new ArgumentError("fit", { expected: "batchSize: a whole number from 1", got: String(batchSize) });
  if (data.size === 0) throw new DataError("fit", { expected: "at least one example", got: "an empty data set" });
  const [train, validation] = withValidation(data, options);
  await trainer.checkTargets(train);
  if (countClasses) await trainer.countClasses(train);
  if (validation !== undefined) await trainer.checkTargets(validation);
  const onFirstStep = await checkFitData(
    trainer.plan,
    { train, validation },
    options.checks ?? "all",
    trainer.warnings,
  );
  const isFresh = trainer.steps === 0;
  const random = new Random(seed).fork("shuffle");
  const records: EpochRecord[] = [];
  let stopped = false;
  for (let epoch = 1; epoch <= epochs && !stopped; epoch++) {
    for (const callback of callbacks) await callback.onEpochBegin?.(epoch);
    const order = shuffle ? random.permutation(train.size) : range(train.size);
    const steps = Math.ceil(train.size / batchSize);
    let step = 0;
    const { evaluation, timing } = await trainer.epoch(train, order, batchSize, {
      signal,
      async onSteps(losses, outputs) {
        if (isFresh && epoch === 1 && step === 0) await onFirstStep(outputs);
        step += losses.length;
        for (const callback of callbacks) await callback.onSteps?.({ epoch, step, steps, losses, outputs });
      },
    });
    const record: EpochRecord = {
      epoch,
      ...evaluation,
      ...(validation === undefined
        ? {}
        : { validation: await trainer.evaluate(validation, { ...(signal ? { signal } : {}) }) }),
      learningRate: learningRateAt(trainer.plan.optimizer, trainer.steps - 1),
      seconds: timing.totalSeconds,
      runtimeSeconds: timing.runtimeSeconds,
      steps,
      stepMilliseconds: median(timing.stepMilliseconds),
    };
    records.push(record);
    for (const callback of callbacks) await callback.onEpochEnd?.(record, { stop: () => (stopped = true) });
  }
  const history = { epochs: records };
  for (const callback of callbacks) await callback.onEnd?.(history);
  return history;
}

function withValidation(
  data: Dataset,
  { validation, validationSplit, seed = 0 }: FitOptions,
): [Dataset, Dataset | undefined] {
  if (validationSplit === undefined) return [data, validation];
  if (validation !== undefined)
    throw new ArgumentError("fit", { expected: "validation or validationSplit", got: "both", fix: "leave one out" });
  const parts = split(data, validationSplit, { seed });
  return [parts.train, parts.validation];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Stops when the validation loss (or, without validation, the loss) has not fallen for `patience` epochs. */
export function earlyStopping({
  patience = 3,
  minDelta = 0,
}: {
  readonly patience?: number;
  readonly minDelta?: number;
} = {}): Callback {
  let best = Number.POSITIVE_INFINITY;
  let waited = 0;
  return {
    onEpochEnd(record, { stop }) {
      const loss = record.validation?.loss ?? record.loss;
      if (loss < best - minDelta) [best, waited] = [loss, 0];
      else if (++waited >= patience) stop();
    },
  };
}
