import { ArgumentError, DataError } from "../core/errors.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Stepper, StepResult, Values } from "../runtime/stepper.ts";
import { BatchBuffers } from "./batch.ts";
import { checkFinite } from "./finite.ts";
import { resultName } from "./program.ts";

/** Steps that go into one call of the runtime when it is left to choose: as many as take about this long. */
const callMilliseconds = 250;
const mostStepsPerCall = 16;

export interface RunnerOptions {
  readonly dataset: Dataset;
  /** Examples in the order they are visited. */
  readonly order: ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> };
  readonly batchSize: number;
  /** "auto": measured on the first steps. */
  readonly stepsPerCall: number | "auto";
  readonly stepperFor: (batchSize: number) => Stepper;
  /** What each step is fed besides its batch, for `count` steps. */
  readonly scalars?: (count: number) => Values;
  readonly fixed: Values;
  state: Values;
  /** Called after each call of the runtime, before the next. */
  readonly onResult: (
    result: StepResult,
    chunk: { readonly steps: number; readonly batchSize: number },
  ) => Promise<void> | void;
  readonly signal?: AbortSignal | undefined;
}

/** Seconds spent inside the runtime and in all. */
export interface RunTiming {
  readonly runtimeSeconds: number;
  readonly totalSeconds: number;
  /** Number of steps per call it settled on. */
  readonly stepsPerCall: number;
  /** Milliseconds per step, one entry per call. */
  readonly stepMilliseconds: readonly number[];
}

interface Chunk {
  readonly batches: readonly ArrayLike<number>[];
  readonly batchSize: number;
}

/** Runs all examples once, in batches; the last may be smaller and is exact. The next batches are prepared while one runs. */
export async function runEpoch(options: RunnerOptions): Promise<RunTiming> {
  const { dataset, order, batchSize, stepperFor, fixed, onResult, signal } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new ArgumentError("batchSize", { expected: "a whole number from 1", got: String(batchSize) });
  if (order.length === 0) throw new DataError("data", { expected: "at least one example", got: "an empty data set" });
  const started = performance.now();
  let runtime = 0;
  let stepsPerCall = options.stepsPerCall === "auto" ? 1 : options.stepsPerCall;
  const durations: number[] = [];
  const buffers = new Map<string, BatchBuffers>();
  let position = 0;

  const nextChunk = (): Chunk | undefined => {
    const left = order.length - position;
    if (left <= 0) return undefined;
    const full = Math.floor(left / batchSize);
    const size = full > 0 ? batchSize : left;
    const canLoop = stepperFor(size).canLoop;
    const steps = full >= stepsPerCall && canLoop ? stepsPerCall : 1;
    const batches = Array.from({ length: steps }, (_, i) =>
      order.subarray(position + i * size, position + (i + 1) * size),
    );
    position += steps * size;
    return { batches, batchSize: size };
  };
  const prepare = (chunk: Chunk | undefined): Promise<Values> | undefined => {
    if (chunk === undefined) return undefined;
    const key = `${chunk.batches.length}x${chunk.batchSize}`;
    const known = buffers.get(key) ?? new BatchBuffers(dataset.fields, chunk.batches.length, chunk.batchSize);
    buffers.set(key, known);
    return known.fill(dataset, chunk.batches);
  };

  let chunk = nextChunk();
  let filled = prepare(chunk);
  while (chunk !== undefined) {
    signal?.throwIfAborted();
    const batch = await (filled as Promise<Values>);
    const steps = chunk.batches.length;
    const following = nextChunk();
    filled = prepare(following);
    // If the run fails first, the preparation's own failure must not go unhandled.
    filled?.catch(() => undefined);
    const stepper = stepperFor(chunk.batchSize);
    await stepper.prepare(steps);
    const scalars = options.scalars?.(steps) ?? {};
    const before = performance.now();
    const result = await stepper.run(steps, { ...batch, ...scalars }, fixed, options.state);
    const took = performance.now() - before;
    runtime += took;
    durations.push(took / steps);
    const losses = await result.outputs[resultName.loss]?.numbers();
    const call = durations.length;
    const fix = call === 1 && !Number.isFinite(losses?.[0]) ? firstRemedy : remedy;
    if (losses !== undefined) checkFinite("training", losses, (i) => `step ${i + 1} of call ${call}`, fix);
    options.state = result.state;
    await onResult(result, { steps, batchSize: chunk.batchSize });
    if (options.stepsPerCall === "auto" && durations.length === 2 && stepper.canLoop)
      stepsPerCall = Math.max(1, Math.min(mostStepsPerCall, Math.floor(callMilliseconds / took)));
    chunk = following;
  }
  return {
    runtimeSeconds: runtime / 1000,
    totalSeconds: (performance.now() - started) / 1000,
    stepsPerCall,
    stepMilliseconds: durations,
  };
}

/** Before the first update, the learning rate is not it. */
const firstRemedy =
  "check the data for NaN, and that the last layer gives what the loss takes: probabilities need an activation, logits fromLogits: true";
const remedy =
  "lower the learning rate, clip gradients (globalClipNorm), or check the data for NaN; the weights are those from before this call";
