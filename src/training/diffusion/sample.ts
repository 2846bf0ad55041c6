import { gradients } from "../../autodiff/gradients.ts";
import { ArgumentError, GraphError, ShapeError } from "../../core/errors.ts";
import type { NoiseSchedule } from "../../core/noise-schedule.ts";
import type { Device } from "../../core/op.ts";
import { Random } from "../../core/random.ts";
import { shapeText, sizeOf } from "../../core/shape.ts";
import { constant, input, type Tensor } from "../../core/tensor.ts";
import type { DiffusionTarget } from "../../losses/diffusion.ts";
import { add, mul, sqrt, sub } from "../../ops/arithmetic.ts";
import { concat, split } from "../../ops/indexing.ts";
import { randomNormal } from "../../ops/random.ts";
import { broadcastTo, sum } from "../../ops/structure.ts";
import { type CompiledFunction, compileFunction } from "../../runtime/evaluate.ts";
import { Value } from "../../runtime/value.ts";
import type { Model } from "../model.ts";
import { ddimStep, denoised } from "./ddim.ts";

/** Classes by the name of the network's input, one for each example. */
export type Conditions = Readonly<Record<string, readonly number[]>>;

/**
 * A log-density of examples up to a constant, [batch].
 * @param x noisy examples, [batch, ...]
 * @param step theirs, [batch], int64
 * @param conditions what the guide is told, each [batch], int64
 * @param clean what the network's prediction, after classifier-free guidance, makes of x; not kept within the bounds
 */
export type LogDensity = (
  x: Tensor,
  step: Tensor,
  conditions: Readonly<Record<string, Tensor>>,
  clean: Tensor,
) => Tensor;

export interface SampleDiffusionOptions {
  readonly schedule: NoiseSchedule;
  /** What the network predicts. */
  readonly prediction: DiffusionTarget;
  readonly count: number;
  /** Steps taken, evenly spread over the schedule's. Default 50. */
  readonly steps?: number;
  /** Noise drawn anew: 0 none (DDIM, the default), 1 as in ancestral sampling. */
  readonly eta?: number;
  /** Whole numbers for the network's other inputs, by name, one for each example. */
  readonly conditions?: Conditions;
  /**
   * Classifier-free guidance: predictions are `scale` times the difference that the conditions make, from what is predicted with
   * `without` in their place. 1 is no guidance; more is closer to the conditions and less varied.
   */
  readonly guidance?: { readonly scale: number; readonly without: Readonly<Record<string, number>> };
  /**
   * Guidance by another model's gradient (Dhariwal and Nichol 2021, arXiv:2105.05233). A model that knows noisy examples, such as a
   * classifier trained on them by `model.toFunction()`, judges `x` at `step`. One that knows clean examples alone, such as CLIP, judges
   * `clean`: its gradient then goes through the network (Chung et al. 2022, arXiv:2209.14687).
   */
  readonly guide?: {
    readonly scale: number;
    /** What the guide is told, where not the network's `conditions`. */
    readonly conditions?: Conditions;
    readonly logDensity: LogDensity;
  };
  /** Bounds of clean examples; null: none. Default [-1, 1]. */
  readonly bounds?: readonly [number, number] | null;
  /** Examples in one run. Default 128. */
  readonly batchSize?: number;
  readonly seed?: number;
  readonly device?: Device;
  readonly signal?: AbortSignal;
}

/**
 * Examples made of noise by a trained diffusion model.
 * @param model inputs "x" (noisy examples), "step" (int64, one number each) and those of `conditions`; one output, of x's shape
 * @returns [count, ...]
 * @throws GraphError when the model has other inputs, ArgumentError for an option out of range, ShapeError for a count of conditions
 * or log-densities that does not fit
 */
export async function sampleDiffusion(model: Model, options: SampleDiffusionOptions): Promise<Value> {
  const { schedule, count, conditions = {}, steps = 50, eta = 0, batchSize = 128, seed = 0 } = options;
  checkOptions(model, options);
  const shape = model.network.inputs["x"]?.input?.shape ?? [];
  const size = sizeOf(shape);
  const random = new Random(seed).fork("sampleDiffusion");
  const result = Float32Array.from({ length: count * size }, () => random.normal());
  const weights = await model.servedWeights();
  const times = Array.from({ length: steps }, (_, i) => Math.round(((i + 1) * schedule.steps) / steps) - 1).reverse();
  const graphs = new Map<number, Promise<CompiledFunction>>();
  for (let from = 0; from < count; from += batchSize) {
    const batch = Math.min(batchSize, count - from);
    const graph = graphs.get(batch) ?? stepGraph(model, batch, options);
    graphs.set(batch, graph);
    const { run, inputs } = await graph;
    const part = (prefix: string, classes: Conditions): [string, Value][] =>
      Object.entries(classes).map(([name, all]) => {
        const some = BigInt64Array.from(all.slice(from, from + batch), BigInt);
        return [`${prefix}:${name}`, Value.of(some, [batch], "int64")];
      });
    const given = [
      ...Object.entries(weights),
      ...part("condition", conditions),
      ...part("guide", options.guide?.conditions ?? {}),
    ];
    const taken = new Set(inputs.map(({ name }) => name));
    const fixed = Object.fromEntries(given.filter(([name]) => taken.has(name)));
    let x = Value.of(result.slice(from * size, (from + batch) * size), [batch, ...shape]);
    for (const [i, time] of times.entries()) {
      options.signal?.throwIfAborted();
      const next = times[i + 1];
      const seeds = BigInt(seed) * 2n ** 31n + BigInt(from * steps + i);
      const fed = {
        ...fixed,
        "sample:x": x,
        "sample:step": Value.of(BigInt64Array.of(BigInt(time)), [1], "int64"),
        "sample:alphaBar": schedule.alphaBar[time] as number,
        "sample:nextAlphaBar": next === undefined ? 1 : (schedule.alphaBar[next] as number),
        ...(eta > 0 ? { "sample:seed": Value.of(BigInt64Array.of(seeds), [], "int64") } : {}),
      };
      [x] = (await run(fed)) as [Value];
    }
    result.set((await x.read()) as Float32Array, from * size);
  }
  return Value.of(result, [count, ...shape]);
}

/** One step of all examples of a batch, as a graph. */
async function stepGraph(model: Model, batch: number, options: SampleDiffusionOptions): Promise<CompiledFunction> {
  const { conditions = {}, guidance, guide, prediction, eta = 0, bounds = [-1, 1], device } = options;
  const { network } = model;
  const x = input("sample:x", [batch, ...(network.inputs["x"]?.input?.shape ?? [])]);
  const single = input("sample:step", [1], { dtype: "int64" });
  const step = broadcastTo(single, [batch]);
  const [alphaBar, nextAlphaBar] = [input("sample:alphaBar", []), input("sample:nextAlphaBar", [])];
  const inputsFor = (prefix: string, classes: Conditions): Record<string, Tensor> =>
    Object.fromEntries(
      Object.keys(classes).map((name) => [name, input(`${prefix}:${name}`, [batch], { dtype: "int64" })]),
    );
  const given = inputsFor("condition", conditions);
  const predict = (inputs: Readonly<Record<string, Tensor>>): Tensor => {
    const { outputs } = network.trace(inputs, { training: false, seed: constant(0, { dtype: "int64" }) });
    return Object.values(outputs)[0] as Tensor;
  };
  let predicted: Tensor;
  if (guidance === undefined || guidance.scale === 1) predicted = predict({ x, step, ...given });
  else {
    const both = Object.entries(given).map(([name, classes]) => {
      const none = new BigInt64Array(batch).fill(BigInt(guidance.without[name] as number));
      return [name, concat([classes, constant(none, { shape: [batch], dtype: "int64" })])] as const;
    });
    const twice = { x: concat([x, x]), step: concat([step, step]), ...Object.fromEntries(both) };
    const [conditional, plain] = split(predict(twice), [batch, batch]) as [Tensor, Tensor];
    predicted = add(plain, mul(sub(conditional, plain), guidance.scale));
  }
  let estimate = denoised(x, predicted, alphaBar, prediction);
  if (guide !== undefined) {
    const told = guide.conditions ? inputsFor("guide", guide.conditions) : given;
    const density = guide.logDensity(x, step, told, estimate.sample);
    if (density.rank !== 1 || density.shape[0] !== batch)
      throw new ShapeError("sampleDiffusion: logDensity", { expected: `[${batch}]`, got: shapeText(density.shape) });
    const [slope] = gradients(sum(density), [x]) as [Tensor];
    const noise = sub(estimate.noise, mul(mul(sqrt(sub(1, alphaBar)), guide.scale), slope));
    estimate = denoised(x, noise, alphaBar, "epsilon");
  }
  const fresh = eta > 0 ? { fresh: randomNormal(x.shape, { seed: input("sample:seed", [], { dtype: "int64" }) }) } : {};
  const next = ddimStep(x, estimate, { alphaBar, nextAlphaBar, eta, ...fresh, bounds: bounds ?? undefined });
  return await compileFunction([next], { device });
}

function checkOptions(model: Model, options: SampleDiffusionOptions): void {
  const { schedule, count, conditions = {}, steps = 50, guidance } = options;
  const where = "sampleDiffusion";
  const names = Object.keys(model.network.inputs).sort();
  const wanted = ["x", "step", ...Object.keys(conditions)].sort();
  if (names.join() !== wanted.join() || Object.keys(model.network.outputs).length !== 1)
    throw new GraphError(where, {
      expected: `a model of the inputs ${wanted.join(", ")} and one output`,
      got: `inputs ${names.join(", ")}, outputs ${Object.keys(model.network.outputs).join(", ")}`,
    });
  const whole = (name: string, value: number, most: number): void => {
    if (!(Number.isInteger(value) && value >= 1 && value <= most))
      throw new ArgumentError(`${where}: ${name}`, {
        expected: `a whole number from 1${most === Number.POSITIVE_INFINITY ? "" : ` to ${most}`}`,
        got: String(value),
      });
  };
  whole("count", count, Number.POSITIVE_INFINITY);
  whole("steps", steps, schedule.steps);
  const told = [...Object.entries(conditions), ...Object.entries(options.guide?.conditions ?? {})];
  for (const [name, classes] of told)
    if (classes.length !== count)
      throw new ShapeError(`${where}: ${name}`, { expected: `${count} classes`, got: String(classes.length) });
  for (const name of Object.keys(conditions))
    if (guidance !== undefined && guidance.without[name] === undefined)
      throw new ArgumentError(`${where}: guidance`, { expected: `the class of none for "${name}"`, got: "none" });
}
