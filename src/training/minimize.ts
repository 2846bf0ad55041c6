import { ArgumentError, NonFiniteError } from "../core/errors.ts";
import type { Device } from "../core/op.ts";
import { within } from "../core/origin.ts";
import { input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { add } from "../ops/arithmetic.ts";
import { type OptimizerLike, resolveOptimizer } from "../optimizers/index.ts";
import { createStepper, type Values } from "../runtime/stepper.ts";
import type { Value } from "../runtime/value.ts";
import { Guard } from "./guard.ts";
import { labelTerms } from "./label-terms.ts";
import { parameterUpdates } from "./program.ts";
import { freshSlots, learningRateAt, stepScalars, stepScalarValues } from "./state.ts";

export interface MinimizeOptions {
  /** The numbers to change, with their first values: an image, coefficients, anything. */
  readonly parameters: Values;
  /** The scalar to make small, or named scalars that are added. `seed` differs for every step: for random ops. */
  readonly loss: (
    parameters: Readonly<Record<string, Tensor>>,
    context: { readonly step: Tensor; readonly seed: Tensor },
  ) => Tensor | Readonly<Record<string, Tensor>>;
  readonly optimizer?: OptimizerLike;
  readonly steps: number;
  readonly stepsPerCall?: number;
  readonly device?: Device;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  /** Told the terms of the steps since the last call. */
  readonly onSteps?: (record: {
    readonly step: number;
    readonly terms: Readonly<Record<string, readonly number[]>>;
    readonly parameters: Values;
  }) => void | Promise<void>;
}

/** Optimises any set of tensors under any scalar; forward, gradient and update are one graph. @returns their last values */
export async function minimize(
  options: MinimizeOptions,
): Promise<{ readonly parameters: Values; readonly losses: readonly number[] }> {
  const { steps, stepsPerCall = 16, device, seed = 0, signal } = options;
  if (!(Number.isInteger(steps) && steps > 0))
    throw new ArgumentError("minimize", { expected: "steps: a whole number from 1", got: String(steps) });
  const optimizer = resolveOptimizer(options.optimizer ?? "adam");
  const variables: Variable[] = Object.entries(options.parameters).map(([name, value]) => ({
    tensor: input(name, value.shape, { dtype: value.dtype }),
    trainable: true,
    initial: () => value.data,
  }));
  const dtype = variables[0]?.tensor.dtype;
  if (dtype === undefined) throw new ArgumentError("minimize", { expected: "at least one parameter", got: "none" });
  const scalars = stepScalars(dtype);
  const origin = { part: "loss", name: "loss" } as const;
  const parameters = Object.fromEntries(variables.map(({ tensor }) => [tensor.name, tensor]));
  const built = within(origin, () => options.loss(parameters, { step: scalars.number, seed: scalars.seed }));
  const terms = "node" in built ? { loss: built as Tensor } : (built as Readonly<Record<string, Tensor>>);
  for (const [name, term] of Object.entries(terms))
    if (term.rank !== 0)
      throw new ArgumentError("minimize", {
        expected: `a scalar for "${name}"`,
        got: String(term),
        fix: "reduce it with mean or sum",
      });
  labelTerms(terms, origin);
  const total = Object.values(terms).reduce((a, b) => add(a, b));
  const { next, loss } = parameterUpdates([total], variables, optimizer, scalars, false);
  const lossName = "minimize:total";
  const program = { batch: Object.values(scalars), fixed: [], state: next, outputs: { [lossName]: loss, ...terms } };
  const stepper = createStepper(program, { device });
  const scalarsAt = (first: number, count: number): Values =>
    stepScalarValues(first, count, { optimizer, seed, dtype });
  let state: Values = { ...freshSlots(variables, optimizer), ...options.parameters };
  const guard = new Guard({
    where: "minimize",
    lossName,
    steps: 0,
    state,
    isWeight: (name) => name in options.parameters,
    roles: (name) => ({ cause: name in options.parameters ? "weight" : "optimizerState", name }),
    learningRate: (step) => learningRateAt(optimizer, step),
    norms: [],
  });
  const guarded = async (check: () => Promise<void>): Promise<void> => {
    try {
      await check();
    } catch (error) {
      if (error instanceof NonFiniteError) error.lastGood = parametersOf(variables, guard.lastGood.state);
      throw error;
    }
  };
  const losses: number[] = [];
  for (let done = 0; done < steps; ) {
    signal?.throwIfAborted();
    const count = stepper.canLoop && steps - done >= stepsPerCall ? stepsPerCall : 1;
    const result = await stepper.run(count, scalarsAt(done, count), {}, state);
    const read = async (name: string): Promise<number[]> => Array.from(await (result.outputs[name] as Value).numbers());
    const totals = await read(lossName);
    const first = done;
    const taken = totals.map((loss, i) => ({
      stepper: () => stepper,
      program: () => program,
      feeds: () => scalarsAt(first + i, 1),
      loss,
    }));
    await guarded(() => guard.accept(taken, state, result.state));
    losses.push(...totals);
    state = result.state;
    done += count;
    if (done >= steps) await guarded(() => guard.settle(state));
    if (options.onSteps !== undefined) {
      const values = await Promise.all(Object.keys(terms).map(async (name) => [name, await read(name)] as const));
      await options.onSteps({
        step: done,
        terms: Object.fromEntries(values),
        parameters: parametersOf(variables, state),
      });
    }
  }
  return { parameters: parametersOf(variables, state), losses };
}

function parametersOf(variables: readonly Variable[], state: Values): Values {
  return Object.fromEntries(variables.map(({ tensor }) => [tensor.name, state[tensor.name] as Value]));
}
