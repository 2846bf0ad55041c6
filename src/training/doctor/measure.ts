import { NonFiniteError } from "../../core/errors.ts";
import type { Values } from "../../runtime/stepper.ts";
import type { Value } from "../../runtime/value.ts";
import { resultName } from "../parts.ts";
import { type Plan, variablesOf } from "../program.ts";
import { freshSlots } from "../state.ts";
import type { TrainerOptions } from "../trainer.ts";
import { type ForwardStatistics, Microscope } from "./activations.ts";
import { drawBatches, drawRows, type ProbeRun, Prober, type ProbeStep } from "./probe.ts";
import type { Subject } from "./subject.ts";

/** Examples that are trained on in probes, and others that losses are compared on. */
const [trainedExamples, heldExamples, seenExamples] = [768, 256, 128];
/** Steps of one learning rate in the range test, of the fit of one batch, and of the search for what inputs tell of targets. */
export const probeSteps = { range: 20, fit: 120, relation: [60, 240] } as const;
/** What the learning rate is multiplied with. */
const factors = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.3, 1, 3, 10, 100, 1e3, 1e4, 1e5, 1e6] as const;
const largestBatch = 64;

/** Norms of one variable and of what a step does to it. */
export interface VariableFacts {
  readonly name: string;
  readonly layer: string;
  readonly size: number;
  readonly rank: number;
  /** Norm of the gradient in each batch looked at. */
  readonly gradients: readonly number[];
  readonly weight: number;
  /** Median over the configured steps of |change| / |weight|; undefined where the weight is 0. */
  readonly update: number | undefined;
}

/** Training at one learning rate. */
export interface RangePoint {
  readonly factor: number;
  readonly rate: number;
  /** Data loss on batches that are not trained on; NaN where it left the numbers. */
  readonly end: number;
}

export interface Measurements {
  readonly batchSize: number;
  /** Data loss at the start, on batches that are not trained on; and the same with other examples' targets. */
  readonly start: number;
  readonly startPermuted: number;
  /** Standard deviation of the loss from batch to batch. */
  readonly noise: number;
  /** Whether the model knows how targets follow from inputs already. */
  readonly isTrained: boolean;
  readonly first: ProbeStep;
  readonly before: ForwardStatistics;
  /** After the configured steps. */
  readonly after: ForwardStatistics;
  readonly variables: readonly VariableFacts[];
  /** Steps as training would take them. */
  readonly configured: ProbeRun;
  readonly range: readonly RangePoint[];
  /** The learning rate of the range test with the lowest loss. */
  readonly best: RangePoint;
  /** Loss on one batch before and after many steps on it at the best rate. */
  readonly fit: { readonly start: number; readonly end: number; readonly steps: number; readonly examples: number };
  /** How much better targets are predicted than other examples' targets after training, in standard errors; undefined where that cannot be told. */
  readonly relation:
    | { readonly own: number; readonly other: number; readonly t: number; readonly steps: number }
    | undefined;
  /** State after the longest training at the best rate. */
  readonly learned: ProbeStep | undefined;
}

/** Takes the probe steps. */
export async function measure(
  plan: Plan,
  subject: Subject,
  weights: Values,
  options: Pick<TrainerOptions, "device" | "threads" | "seed">,
): Promise<Measurements> {
  const { train, inputs } = subject;
  const watchful: Plan = {
    ...plan,
    norms: true,
    checkpoint: undefined,
    averageDecay: undefined,
    gradientShares: undefined,
  };
  const rows = drawRows(train.size, trainedExamples + heldExamples, options.seed);
  const heldCount = Math.min(heldExamples, Math.floor(rows.length / 3));
  const [held, trained] = rows.length < 6 ? [rows, rows] : [rows.slice(0, heldCount), rows.slice(heldCount)];
  const batchSize = Math.max(1, Math.min(subject.batchSize, largestBatch, held.length));
  const prober = new Prober(watchful, train, batchSize, options);
  const microscope = new Microscope(watchful, train, rows.slice(0, seenExamples), options);
  const state = { ...weights, ...freshSlots(variablesOf(plan), plan.optimizer) };
  const load = (list: readonly number[][]): Promise<Values[]> =>
    Promise.all(list.map((each) => prober.batch(each, inputs)));
  const batches = await load(
    drawBatches(trained, batchSize, Math.min(probeSteps.range, Math.max(1, Math.ceil(trained.length / batchSize)))),
  );
  const heldRows = drawBatches(held, batchSize, Math.max(2, Math.min(6, Math.ceil(held.length / batchSize))));
  const heldBatches = await load(heldRows);
  const permuted = await permutedBatches(prober, heldRows, held, inputs);

  const losses = await prober.lossAt(state, heldBatches);
  const start = meanOf(losses);
  const startPermuted = meanOf(await prober.lossAt(state, permuted));
  const before = await microscope.look(state);
  const looks = await prober.run(state, batches.slice(0, 3), Math.min(3, batches.length), () => 0);
  const [first] = looks.steps;
  if (first === undefined)
    throw new NonFiniteError(
      "diagnose",
      { expected: "a finite loss before any update", got: "NaN or infinity", fix: "look at the other findings" },
      { cause: "forward", step: 1 },
    );
  const rateAt = (step: number): number =>
    subject.plan.optimizer.learningRate instanceof Function
      ? subject.plan.optimizer.learningRate(step)
      : (subject.plan.optimizer.learningRate as number);
  const configured = await prober.run(state, batches, probeSteps.range, rateAt);
  const variables = await variableFacts(watchful, { state, looks, prober, batches, rateAt });
  const after = await microscope.look(configured.state);

  const peak = Math.max(...subject.rates.map(({ rate }) => rate).filter(Number.isFinite));
  const base = peak > 0 ? peak : 1e-3;
  const range: RangePoint[] = [];
  for (const factor of factors) {
    const run = await prober.run(state, batches, probeSteps.range, () => base * factor);
    const end = run.isSound ? meanOf(await prober.lossAt(run.state, heldBatches)) : Number.NaN;
    range.push({ factor, rate: base * factor, end });
  }
  const finite = range.filter(({ end }) => Number.isFinite(end));
  const best = finite.reduce((a, b) => (b.end < a.end ? b : a), finite[0] ?? (range[0] as RangePoint));

  const one = batches.slice(0, 1);
  const fitted = await prober.run(state, one, probeSteps.fit, () => best.rate);
  const fit = {
    start: (await prober.lossAt(state, one))[0] as number,
    end: Math.min(...(await prober.lossAt(fitted.state, one)), ...fitted.steps.map(({ dataLoss }) => dataLoss)),
    steps: fitted.steps.length,
    examples: batchSize,
  };
  const noise = deviationOf(losses);
  const isTrained = start < 0.7 * startPermuted && startPermuted > 0 && startPermuted - start > 3 * noise;
  const canRelate = held !== trained && train.size >= 48 && hasOwnTargets(subject);
  const search = await relationOf({ prober, state, batches, heldBatches, permuted, rate: best.rate });
  return {
    batchSize,
    start,
    startPermuted,
    noise,
    isTrained,
    first,
    before,
    after,
    variables,
    configured,
    range,
    best,
    fit,
    relation: canRelate ? search.relation : undefined,
    learned: search.last,
  };
}

/** Whether anything but the inputs is compared with. */
function hasOwnTargets({ targets, inputs }: Subject): boolean {
  return targets.some(({ field }) => !inputs.includes(field));
}

/** Held batches with other held examples' targets, four times over. */
async function permutedBatches(
  prober: Prober,
  heldRows: readonly number[][],
  held: readonly number[],
  inputs: readonly string[],
): Promise<Values[]> {
  const position = new Map(held.map((row, at) => [row, at]));
  const made: Values[] = [];
  for (const share of [0.21, 0.37, 0.55, 0.79]) {
    const shift = Math.max(1, Math.round(share * held.length));
    for (const rows of heldRows)
      made.push(
        await prober.batch(
          rows,
          inputs,
          rows.map((row) => held[((position.get(row) as number) + shift) % held.length] as number),
        ),
      );
  }
  return made;
}

async function relationOf({
  prober,
  state,
  batches,
  heldBatches,
  permuted,
  rate,
}: {
  readonly prober: Prober;
  readonly state: Values;
  readonly batches: readonly Values[];
  readonly heldBatches: readonly Values[];
  readonly permuted: readonly Values[];
  readonly rate: number;
}): Promise<{ readonly relation: NonNullable<Measurements["relation"]>; readonly last: ProbeStep | undefined }> {
  let relation: Measurements["relation"];
  let last: ProbeStep | undefined;
  for (const steps of probeSteps.relation) {
    const run = await prober.run(state, batches, steps, () => rate);
    last = run.steps.at(-1);
    const own = await prober.lossAt(run.state, heldBatches);
    const other = await prober.lossAt(run.state, permuted);
    // Batch by batch: what is hard for one is hard under any targets.
    const gains = own.map((loss, i) => meanOf(other.filter((_, at) => at % own.length === i)) - loss);
    const error = deviationOf(gains) / Math.sqrt(gains.length);
    const found = { own: meanOf(own), other: meanOf(other), t: meanOf(gains) / Math.max(error, 1e-12), steps };
    if (relation === undefined || found.t > relation.t) relation = found;
    if (found.t > 4 && found.other - found.own > 0.02 * Math.abs(found.other)) break;
  }
  return { relation: relation as NonNullable<Measurements["relation"]>, last };
}

async function variableFacts(
  plan: Plan,
  {
    state,
    looks,
    prober,
    batches,
    rateAt,
  }: {
    readonly state: Values;
    readonly looks: ProbeRun;
    readonly prober: Prober;
    readonly batches: readonly Values[];
    readonly rateAt: (step: number) => number;
  },
): Promise<VariableFacts[]> {
  const trainable = variablesOf(plan).filter((variable) => variable.trainable);
  const updates = new Map<string, number[]>();
  let present = state;
  for (let step = 0; step < 5; step++) {
    const { state: next, isSound } = await prober.run(present, [batches[step % batches.length] as Values], 1, () =>
      rateAt(step),
    );
    if (!isSound) break;
    for (const { tensor } of trainable) {
      const from = await (present[tensor.name] as Value).numbers();
      const to = await (next[tensor.name] as Value).numbers();
      let [change, size] = [0, 0];
      for (let i = 0; i < from.length; i++) {
        change += ((to[i] as number) - (from[i] as number)) ** 2;
        size += (from[i] as number) ** 2;
      }
      if (size > 0) updates.set(tensor.name, [...(updates.get(tensor.name) ?? []), Math.sqrt(change / size)]);
    }
    present = next;
  }
  const norm = (step: ProbeStep, name: string): number => Math.sqrt(step.outputs[name] ?? Number.NaN);
  return trainable.map(({ tensor: { name, size, shape } }) => ({
    name,
    layer:
      plan.network.layers.find(({ variables }) => Object.values(variables).some(({ tensor }) => tensor.name === name))
        ?.name ?? name,
    size,
    rank: shape.length,
    gradients: looks.steps.map((step) => norm(step, resultName.gradientNorm(name))),
    weight: norm(looks.steps[0] as ProbeStep, resultName.weightNorm(name)),
    update: medianOf(updates.get(name)),
  }));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)));
}

function medianOf(values: readonly number[] | undefined): number | undefined {
  return values === undefined ? undefined : [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
