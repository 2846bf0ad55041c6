import { ArgumentError, DataError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { range } from "../core/range.ts";
import { describe } from "../core/tensor.ts";
import { split } from "../data/combine.ts";
import type { Dataset } from "../data/dataset.ts";
import { requireHalf } from "../runtime/half.ts";
import {
  type Callback,
  type EpochRecord,
  type History,
  type StepRecord,
  type TrainingControl,
  tell,
} from "./callbacks.ts";
import { checkFitData } from "./check-data.ts";
import type { Checks } from "./checks.ts";
import { ScalingLog } from "./mixed-precision.ts";
import { termName } from "./program.ts";
import { Totals } from "./totals.ts";
import type { Trainer } from "./trainer.ts";

export interface FitOptions {
  /** Passes over the data; default 1. */
  readonly epochs?: number;
  /** Default 32. The last batch of an epoch may be smaller and is trained on exactly. */
  readonly batchSize?: number;
  /**
   * Batches whose gradients are taken together for one update: the step is that of a batch `accumulate` times as large, in
   * the memory of one. What is computed over a batch (batch normalisation) is so over each. Default 1.
   */
  readonly accumulate?: number;
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

/** One step of a training. */
export interface TrainStep {
  /** Loss before the step's update. */
  readonly loss: number;
  /** From 1. */
  readonly epoch: number;
  /** Number in its epoch, from 1, and how many that has. */
  readonly step: number;
  readonly steps: number;
  /** Number since compile, from 1. */
  readonly totalSteps: number;
  readonly learningRate: number;
}

/** See `Model.fit`. */
export async function fitModel(
  trainer: Trainer,
  data: Dataset,
  options: FitOptions,
  { countClasses = true }: { readonly countClasses?: boolean } = {},
): Promise<History> {
  const training = trainRecords(trainer, data, options, countClasses);
  for (;;) {
    const next = await training.next();
    if (next.done) return next.value;
  }
}

/** See `Model.train`. */
export async function* trainModel(
  trainer: Trainer,
  data: Dataset,
  options: FitOptions,
): AsyncGenerator<TrainStep, History> {
  const training = trainRecords(trainer, data, options, true);
  try {
    for (;;) {
      const next = await training.next();
      if (next.done) return next.value;
      const { epoch, steps, step, totalSteps, losses, learningRates } = next.value;
      for (const [i, loss] of losses.entries()) {
        const left = losses.length - 1 - i;
        yield {
          loss,
          epoch,
          step: step - left,
          steps,
          totalSteps: totalSteps - left,
          learningRate: learningRates[i] as number,
        };
      }
    }
  } finally {
    await training.return({ epochs: [] });
  }
}

/** A training that yields after each call of the runtime, and goes on when asked to. */
async function* trainRecords(
  trainer: Trainer,
  data: Dataset,
  options: FitOptions,
  countClasses: boolean,
): AsyncGenerator<StepRecord, History> {
  const { epochs = 1, batchSize = 32, accumulate = 1, shuffle = true, callbacks = [], signal, seed = 0 } = options;
  for (const [name, value] of Object.entries({ epochs, batchSize, accumulate })) requireWhole(name, value);
  if (!Array.isArray(callbacks))
    throw new ArgumentError("fit", { expected: "callbacks: an array", got: describe(callbacks) });
  if (accumulate > 1) requireSeparable(trainer);
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
  if (trainer.plan.scaling !== undefined) await requireHalf(trainer.device);
  const isFresh = trainer.steps === 0;
  const random = new Random(seed).fork("shuffle");
  const records: EpochRecord[] = [];
  let stopped = false;
  const control = controlOf(trainer, () => {
    stopped = true;
  });
  const perStep = batchSize * accumulate;
  const steps = Math.ceil(train.size / perStep);
  let failure: unknown;
  try {
    await tell(callbacks, "onTrainBegin", { epochs, steps }, control);
    for (let epoch = 1; epoch <= epochs && !stopped; epoch++) {
      await tell(callbacks, "onEpochBegin", epoch, control);
      const order = shuffle ? random.permutation(train.size) : range(train.size);
      const totals = new Totals();
      const milliseconds: number[] = [];
      const clock = new Stopwatch();
      const scaling = new ScalingLog();
      let step = 0;
      for await (const taken of trainer.epoch(train, order, {
        batchSize: perStep,
        microBatch: batchSize,
        totals,
        signal,
      })) {
        const { losses, outputs } = taken;
        clock.stop();
        await scaling.add(outputs);
        milliseconds.push(...losses.map(() => taken.milliseconds / losses.length));
        if (isFresh && epoch === 1 && step === 0) await onFirstStep(outputs);
        step += losses.length;
        const totalSteps = trainer.steps;
        const learningRates = losses.map((_, i) => trainer.learningRateAt(totalSteps - losses.length + i));
        const record = { epoch, step, steps, totalSteps, losses, learningRates, outputs };
        await tell(callbacks, "onSteps", record, control);
        yield record;
        clock.start();
      }
      clock.stop();
      const evaluation = totals.evaluation(trainer.plan);
      await trainer.endEpoch(evaluation);
      const evaluated = validation && (await trainer.evaluate(validation, signal === undefined ? {} : { signal }));
      const record: EpochRecord = {
        epoch,
        ...evaluation,
        ...(evaluated === undefined ? {} : { validation: evaluated }),
        learningRate: trainer.learningRateAt(trainer.steps - 1),
        seconds: clock.seconds,
        runtimeSeconds: milliseconds.reduce((a, b) => a + b, 0) / 1000,
        steps,
        stepMilliseconds: median(milliseconds),
        ...scaling.figures,
      };
      records.push(record);
      await tell(callbacks, "onEpochEnd", record, control);
    }
    const history = { epochs: records };
    await tell(callbacks, "onEnd", history, control);
    return history;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await tell(callbacks, "onClose", failure);
  }
}

function controlOf(trainer: Trainer, stop: () => void): TrainingControl {
  return {
    stop,
    get weights() {
      return trainer.weights;
    },
    snapshot: () => trainer.snapshot(),
    restore: (snapshot) => trainer.restore(snapshot),
    get rateScale() {
      return trainer.rateScale;
    },
    set rateScale(scale) {
      if (!(Number.isFinite(scale) && scale >= 0))
        throw new ArgumentError("rateScale", { expected: "a number from 0", got: String(scale) });
      trainer.rateScale = scale;
    },
    betterOf(name) {
      const all = trainer.plan.outputs.flatMap(({ output, metrics }) => metrics.map((metric) => ({ output, metric })));
      const found = all.find(({ output, metric }) => termName(trainer.plan, output, metric.name) === name)?.metric;
      return found?.loss === undefined ? found?.metric.better : "lower";
    },
  };
}

/** Counts the time between `start` and `stop`; runs from the first. */
class Stopwatch {
  seconds = 0;
  private started: number | undefined = performance.now();

  stop(): void {
    if (this.started !== undefined) this.seconds += (performance.now() - this.started) / 1000;
    this.started = undefined;
  }

  start(): void {
    this.started = performance.now();
  }
}

function requireWhole(name: string, value: number): void {
  if (!(Number.isInteger(value) && value > 0))
    throw new ArgumentError("fit", { expected: `${name}: a whole number from 1`, got: String(value) });
}

/** A loss that compares examples with each other would see a part of them only. */
function requireSeparable({ plan }: Trainer): void {
  const coupled = plan.outputs.find(({ loss }) => loss?.info?.coupled === true || loss?.info?.values === "[]")?.loss;
  if (coupled !== undefined)
    throw new ArgumentError("fit", {
      expected: "accumulate: 1 with a loss that compares the examples of a batch",
      got: `more, with ${coupled.name}`,
      fix: "raise batchSize instead: parts of a batch have another loss",
    });
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
