import { backend } from "#backend";
import { optimise } from "../compiler/compile.ts";
import type { Device, Target } from "../core/op.ts";
import { encode, encodeSteps, nextName, type StepProgram } from "../onnx/encode.ts";
import type { Session, SessionOptions } from "./backend.ts";
import { sessionFor } from "./cache.ts";
import type { RunOptions } from "./evaluate.ts";
import { activeProfiling, type ProfiledRun, type Profiling } from "./profiling.ts";
import { targetFor } from "./target.ts";
import type { Value } from "./value.ts";

/** Values by name. */
export type Values = Readonly<Record<string, Value>>;

export interface StepResult {
  /** New values of the state, by the names of its tensors. */
  readonly state: Values;
  /** The step's outputs, each with a first axis of the number of steps. */
  readonly outputs: Values;
}

/** Frees what is in a device's memory of values that are no longer needed. */
export function release(values: Values): void {
  for (const value of Object.values(values)) if (value.place !== "host") value.dispose();
}

/** A program made ready to run: one step at a time, or several in one call of the runtime. */
export interface Stepper {
  readonly device: Device;
  /** Whether several steps can run in one call. Where state can stay in GPU memory, every step is its own call. */
  readonly canLoop: boolean;
  /**
   * Runs `steps` steps.
   * @param batch values with a first axis of `steps`
   * @param fixed values that are the same for all of them
   * @param state values to start from; they stay as they are, so that a bad step can be undone (see `release`)
   */
  run(steps: number, batch: Values, fixed: Values, state: Values): Promise<StepResult>;
  /** Loads the graph for a number of steps ahead of its first run. */
  prepare(steps: number): Promise<void>;
}

/** Optimises a program for a device; graphs are loaded when first run (or prepared), once per number of steps. */
export function createStepper(program: StepProgram, options: RunOptions = {}): Stepper {
  const device = options.device ?? backend.defaultDevice;
  const outputNames = Object.keys(program.outputs);
  let lowering: Promise<{ readonly lowered: StepProgram; readonly target: Target }> | undefined;
  const canLoop = device !== "webgpu" || !backend.keepsOnGpu;
  const sessions = new Map<number, Promise<Session>>();

  async function lower(): Promise<{ readonly lowered: StepProgram; readonly target: Target }> {
    const target = await targetFor(device);
    const { state } = program;
    const optimised = optimise([...state.map(({ next }) => next), ...Object.values(program.outputs)], target);
    const outputs = Object.fromEntries(
      outputNames.map((name, i) => [name, optimised[state.length + i] as (typeof optimised)[number]]),
    );
    const next = state.map(({ tensor }, i) => ({ tensor, next: optimised[i] as (typeof optimised)[number] }));
    return { lowered: { ...program, state: next, outputs }, target };
  }

  async function loadNew(steps: number): Promise<Session> {
    lowering ??= lower();
    const { lowered, target } = await lowering;
    const resident = program.state.map(({ tensor }) => nextName(tensor.name));
    const settings = { device, threads: options.threads, ...(canLoop ? {} : { resident }) };
    const encoded = (labelled: boolean): Uint8Array =>
      steps === 1 ? encodeOne(lowered, { ...target, labelled }) : encodeSteps(lowered, steps, { ...target, labelled });
    const profiling = activeProfiling();
    return profiling === undefined
      ? sessionFor(encoded(false), settings)
      : loadProfiled(profiling, encoded(true), steps, settings);
  }

  function load(steps: number): Promise<Session> {
    const session = sessions.get(steps) ?? loadNew(steps);
    sessions.set(steps, session);
    return session;
  }

  async function loadProfiled(
    profiling: Profiling,
    model: Uint8Array,
    steps: number,
    settings: SessionOptions,
  ): Promise<Session> {
    const prefix = `${profiling.prefix}${profiling.sessions.length}`;
    const session = await backend.load(model, { ...settings, profile: prefix });
    const runs: ProfiledRun[] = [];
    profiling.sessions.push({ prefix, session, runs, steps });
    return {
      async run(feeds) {
        const started = performance.now();
        const results = await session.run(feeds);
        runs.push({ started, ended: performance.now() });
        return results;
      },
      dispose: () => session.dispose(),
    };
  }

  async function runOne(batch: Values, fixed: Values, current: Values): Promise<StepResult> {
    const session = await load(1);
    const single = Object.fromEntries(
      Object.entries(batch).map(([name, value]) => [name, value.withShape(value.shape.slice(1))]),
    );
    const results = await session.run({ ...single, ...fixed, ...current });
    const stacked = outputNames.map((name) => {
      const value = results[name] as Value;
      return [name, value.withShape([1, ...value.shape])] as const;
    });
    return { state: takeState(results), outputs: Object.fromEntries(stacked) };
  }

  function takeState(results: Values): Values {
    return Object.fromEntries(
      program.state.map(({ tensor }) => [tensor.name, results[nextName(tensor.name)] as Value]),
    );
  }

  return {
    device,
    canLoop,
    prepare: async (steps) => void (await load(steps)),
    async run(steps, batch, fixed, initial) {
      const session = await load(canLoop ? steps : 1);
      let result: StepResult;
      if (steps === 1) result = await runOne(batch, fixed, initial);
      else if (canLoop) {
        const results = await session.run({ ...batch, ...fixed, ...initial });
        result = {
          state: takeState(results),
          outputs: Object.fromEntries(outputNames.map((name) => [name, results[name] as Value])),
        };
      } else throw new RangeError("one step per call on this device");
      return result;
    },
  };
}

function encodeOne(program: StepProgram, target: Target): Uint8Array {
  const { batch, fixed, state, outputs } = program;
  const next = Object.fromEntries(state.map(({ tensor, next }) => [nextName(tensor.name), next]));
  return encode(
    { inputs: [...batch, ...fixed, ...state.map(({ tensor }) => tensor)], outputs: { ...next, ...outputs } },
    target,
  );
}
