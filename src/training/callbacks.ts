import { CallbackError } from "../core/errors.ts";
import type { Values } from "../runtime/stepper.ts";
import type { Evaluation } from "./totals.ts";
import type { Snapshot } from "./trainer.ts";

/** What a training has done in one pass over the data. */
export interface EpochRecord extends Evaluation {
  /** 1 for the first. */
  readonly epoch: number;
  readonly validation?: Evaluation;
  /** Learning rate of the last step. */
  readonly learningRate: number;
  /** Training only, without validation, callbacks and pauses. */
  readonly seconds: number;
  /** Of these, inside the runtime. */
  readonly runtimeSeconds: number;
  readonly steps: number;
  /** Median over the calls of the runtime. */
  readonly stepMilliseconds: number;
  /** With `mixedPrecision`: what the loss of the last step was multiplied by on the way back. */
  readonly lossScale?: number;
  /** With `mixedPrecision`: steps that were left out because gradients overflowed. */
  readonly skippedSteps?: number;
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
  /** Steps done since compile. */
  readonly totalSteps: number;
  /** Losses of the steps since the last report. */
  readonly losses: readonly number[];
  /** Learning rates of the same steps. */
  readonly learningRates: readonly number[];
  /** Values the step reports (see `norms`), with a first axis of the number of steps. */
  readonly outputs: Values;
}

/** What a callback may do to the training it is told about. */
export interface TrainingControl {
  /** Ends training after the present epoch. */
  stop(): void;
  /** Present weights, by name. */
  readonly weights: Values;
  /** Everything training goes on from: weights, optimizer state, step count. */
  snapshot(): Promise<Snapshot>;
  restore(snapshot: Snapshot): void;
  /** What the learning rate is multiplied with; 1 at first. */
  rateScale: number;
  /** Whether a metric is better when it is higher or lower; undefined when it does not say. @param name as in the history */
  betterOf(name: string): "higher" | "lower" | undefined;
}

/** Told what happens. All of it is optional, may be asynchronous and is waited for. */
export interface Callback {
  /** Named in errors. */
  readonly name?: string;
  /** Before the first step. */
  onTrainBegin?(
    start: { readonly epochs: number; readonly steps: number },
    control: TrainingControl,
  ): void | Promise<void>;
  onEpochBegin?(epoch: number, control: TrainingControl): void | Promise<void>;
  /** After each call of the runtime, of one or several steps. */
  onSteps?(record: StepRecord, control: TrainingControl): void | Promise<void>;
  /** After the epoch and its validation. */
  onEpochEnd?(record: EpochRecord, control: TrainingControl): void | Promise<void>;
  /** When all epochs are done, or the training was stopped; not when it failed or was aborted. */
  onEnd?(history: History, control: TrainingControl): void | Promise<void>;
  /** Last of all, however the training ended: to close files. @param error what ended it, if something did */
  onClose?(error?: unknown): void | Promise<void>;
}

/** Names of the hooks. */
type Hook = Exclude<keyof Callback, "name">;
type Arguments<H extends Hook> = Parameters<NonNullable<Callback[H]>>;

/**
 * Tells every callback in order.
 * @throws CallbackError naming the callback and the hook; the first failure ends it
 */
export async function tell<H extends Hook>(
  callbacks: readonly Callback[],
  hook: H,
  ...args: Arguments<H>
): Promise<void> {
  for (const [i, callback] of callbacks.entries()) {
    try {
      await (callback[hook] as ((...given: Arguments<H>) => void | Promise<void>) | undefined)?.(...args);
    } catch (error) {
      throw new CallbackError(
        `callback ${callback.name === undefined ? i + 1 : `"${callback.name}"`}`,
        {
          expected: `${hook} to return`,
          got: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        },
        { cause: error },
      );
    }
  }
}
