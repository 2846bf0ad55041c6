import { Random } from "../../core/random.ts";
import type { Dataset } from "../../data/dataset.ts";
import { createStepper, type Stepper, type Values } from "../../runtime/stepper.ts";
import type { Value } from "../../runtime/value.ts";
import { BatchBuffers } from "../batch.ts";
import { trainingProgram } from "../forward.ts";
import { resultName } from "../parts.ts";
import type { Plan } from "../program.ts";
import { stepScalarValues } from "../state.ts";
import type { TrainerOptions } from "../trainer.ts";

/** What one step reported. */
export interface ProbeStep {
  /** What is minimised, with penalties. */
  readonly loss: number;
  /** Without what layers and regularizers add. */
  readonly dataLoss: number;
  /** Scalars by name. */
  readonly outputs: Readonly<Record<string, number>>;
}

export interface ProbeRun {
  readonly state: Values;
  readonly steps: readonly ProbeStep[];
  /** Whether every number was finite. */
  readonly isSound: boolean;
}

/** Takes training steps on chosen batches from chosen states. Nothing of the model is changed. */
export class Prober {
  private readonly plan: Plan;
  private readonly dataset: Dataset;
  private readonly seed: number;
  private readonly stepper: Stepper;
  readonly batchSize: number;

  constructor(
    plan: Plan,
    dataset: Dataset,
    batchSize: number,
    options: Pick<TrainerOptions, "device" | "threads" | "seed">,
  ) {
    this.plan = plan;
    this.dataset = dataset;
    this.seed = options.seed;
    this.batchSize = batchSize;
    this.stepper = createStepper(trainingProgram(plan, dataset, batchSize), options);
  }

  /** A batch. @param targetRows rows whose other fields than the inputs are taken instead */
  async batch(
    rows: ArrayLike<number>,
    inputs: readonly string[],
    targetRows: ArrayLike<number> = rows,
  ): Promise<Values> {
    const { fields } = this.dataset;
    const fill = (of: ArrayLike<number>): Promise<Values> =>
      new BatchBuffers(fields, 1, this.batchSize).fill(this.dataset, [of]);
    const batch = await fill(rows);
    if (targetRows === rows) return batch;
    const kept = inputs.map((name) => `data:${name}`);
    const others = Object.entries(await fill(targetRows)).filter(([name]) => !kept.includes(name));
    return { ...batch, ...Object.fromEntries(others) };
  }

  /** Steps over batches in turn. @param rate learning rate by step, from 0 */
  async run(
    state: Values,
    batches: readonly Values[],
    count: number,
    rate: (step: number) => number,
  ): Promise<ProbeRun> {
    const steps: ProbeStep[] = [];
    let present = state;
    for (let step = 0; step < count; step++) {
      const optimizer = { learningRate: () => rate(step) };
      const scalars = stepScalarValues(step, 1, { optimizer, seed: this.seed, dtype: this.plan.network.dtype });
      const batch = batches[step % batches.length] as Values;
      const result = await this.stepper.run(1, { ...batch, ...scalars }, {}, present);
      const taken = await this.read(result.outputs);
      if (!Number.isFinite(taken.loss)) return { state: present, steps, isSound: false };
      steps.push(taken);
      present = result.state;
    }
    return { state: present, steps, isSound: true };
  }

  /** Mean of the data's loss over batches, in training mode, with nothing changed. */
  async lossAt(state: Values, batches: readonly Values[]): Promise<number[]> {
    const losses: number[] = [];
    for (const batch of batches) {
      const { steps, isSound } = await this.run(state, [batch], 1, () => 0);
      losses.push(isSound ? (steps[0] as ProbeStep).dataLoss : Number.NaN);
    }
    return losses;
  }

  private async read(results: Values): Promise<ProbeStep> {
    const outputs: Record<string, number> = {};
    for (const [name, value] of Object.entries(results))
      if (value.size === 1) outputs[name] = (await value.numbers())[0] as number;
    const loss = outputs[resultName.loss] ?? (await (results[resultName.loss] as Value).number());
    const penalties = this.plan.network.penalties.map(
      (name) => (outputs[resultName.penalty(name)] ?? 0) * (this.plan.termWeights[name] ?? 1),
    );
    return { loss, dataLoss: loss - penalties.reduce((a, b) => a + b, 0), outputs };
  }
}

/** Rows of batches of one size, drawn without repeats as far as they go. */
export function drawBatches(rows: readonly number[], size: number, count: number): number[][] {
  const batches: number[][] = [];
  for (let i = 0; i < count; i++)
    batches.push(Array.from({ length: size }, (_, at) => rows[(i * size + at) % rows.length] as number));
  return batches;
}

/** Some rows of a data set in random order. */
export function drawRows(size: number, most: number, seed: number): number[] {
  return Array.from(new Random(seed).fork("doctor").permutation(size).subarray(0, most));
}
