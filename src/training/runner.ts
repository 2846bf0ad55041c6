import { ArgumentError, DataError } from "../core/errors.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Stepper, Values } from "../runtime/stepper.ts";
import { BatchBuffers } from "./batch.ts";

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
  /** State each call starts from: asked for anew, so that it can be changed in between. */
  readonly state: () => Values;
  readonly signal?: AbortSignal | undefined;
}

/** One call of the runtime. */
export interface RunResult {
  readonly state: Values;
  readonly outputs: Values;
  /** Number of steps, and examples in each. */
  readonly steps: number;
  readonly batchSize: number;
  /** Examples of each step. */
  readonly batches: readonly ArrayLike<number>[];
  /** Inside the runtime. */
  readonly milliseconds: number;
  /** Number of steps per call that the next full calls have. */
  readonly stepsPerCall: number;
}

interface Chunk {
  readonly batches: readonly ArrayLike<number>[];
  readonly batchSize: number;
}

/**
 * Runs all examples once, in batches; the last may be smaller and is exact. The next batches are prepared while one runs.
 * Yields after each call of the runtime and goes on when it is asked to.
 */
export async function* runEpoch(options: RunnerOptions): AsyncGenerator<RunResult, void> {
  const { dataset, order, batchSize, stepperFor, fixed, signal } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new ArgumentError("batchSize", { expected: "a whole number from 1", got: String(batchSize) });
  if (order.length === 0) throw new DataError("data", { expected: "at least one example", got: "an empty data set" });
  let stepsPerCall = options.stepsPerCall === "auto" ? 1 : options.stepsPerCall;
  const buffers = new Map<string, BatchBuffers>();
  let position = 0;
  let calls = 0;

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
    const result = await stepper.run(steps, { ...batch, ...scalars }, fixed, options.state());
    const milliseconds = performance.now() - before;
    calls++;
    if (options.stepsPerCall === "auto" && calls === 2 && stepper.canLoop)
      stepsPerCall = Math.max(1, Math.min(mostStepsPerCall, Math.floor(callMilliseconds / milliseconds)));
    yield { ...result, steps, ...chunk, milliseconds, stepsPerCall };
    chunk = following;
  }
}
