import { sizeOf } from "../../core/shape.ts";
import type { Warning } from "../../core/warnings.ts";
import type { Dataset, Field } from "../../data/dataset.ts";
import { evenly, readBlocks } from "../../data/scan.ts";
import type { Values } from "../../runtime/stepper.ts";
import { inputFields, targetFields } from "../data-fields.ts";
import { type Head, headOf } from "../head.ts";
import type { OutputPlan, Plan } from "../program.ts";
import { learningRateAt } from "../state.ts";
import { type Place, placesOf } from "./places.ts";

/** Rows of targets that are looked at. */
const mostRows = 4096;
/** Different values that are told apart. */
const mostDistinct = 64;

/** Numbers of a target field, after its rescaling. */
export interface TargetFacts {
  readonly field: string;
  readonly output: OutputPlan;
  readonly head: Head;
  /** Numbers in one example. */
  readonly columns: number;
  readonly rows: number;
  /** Numbers in one example of the output. */
  readonly outputColumns: number;
  readonly classes: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
  readonly isWhole: boolean;
  /** Share of numbers strictly between 0.02 and 0.98. */
  readonly between: number;
  /** Counts by value; undefined where there are more than 64 values. */
  readonly counts: ReadonlyMap<number, number> | undefined;
  /** Whether rows come in blocks of one value: how many changes of value there are. */
  readonly changes: number;
}

/** Everything that rules look at before any step is taken. */
export interface Subject {
  readonly plan: Plan;
  readonly places: readonly Place[];
  readonly train: Dataset;
  readonly inputs: readonly string[];
  readonly targets: readonly TargetFacts[];
  /** What `compile` and the checks of the data found. */
  readonly warnings: readonly Warning[];
  /** Weights training starts from, as numbers. */
  readonly weights: ReadonlyMap<string, ArrayLike<number>>;
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly epochs: number;
  /** Updates in the whole training. */
  readonly steps: number;
  /** Learning rate at up to 200 steps at even distances, the first and the last among them. */
  readonly rates: readonly { readonly step: number; readonly rate: number }[];
}

/** How a training is meant to go. */
export interface Course {
  readonly batchSize: number;
  readonly epochs: number;
  readonly shuffle: boolean;
}

export async function subjectOf(
  plan: Plan,
  train: Dataset,
  weights: Values,
  warnings: readonly Warning[],
  { batchSize, epochs, shuffle }: Course,
): Promise<Subject> {
  const steps = epochs * Math.ceil(train.size / batchSize);
  const numbers = Object.entries(weights).map(async ([name, value]) => [name, await value.numbers()] as const);
  const targets = targetFields(plan, train).map(async (target) => {
    const { output, field, outputShape } = target;
    const result = plan.network.sample.outputs[output.output];
    if (result === undefined) return [];
    const head = headOf(result, plan.network.sample);
    return [{ output, head, outputColumns: sizeOf(outputShape), ...(await factsOf(train, field)) }];
  });
  return {
    plan,
    places: placesOf(plan.network),
    train,
    inputs: inputFields(plan, train).map(({ field }) => field),
    targets: (await Promise.all(targets)).flat(),
    warnings,
    weights: new Map(await Promise.all(numbers)),
    batchSize,
    shuffle,
    epochs,
    steps,
    rates: Array.from(evenly(steps, 200), (step) => ({ step, rate: learningRateAt(plan.optimizer, step) })),
  };
}

async function factsOf(
  dataset: Dataset,
  name: string,
): Promise<Omit<TargetFacts, "output" | "head" | "outputColumns">> {
  const field = dataset.fields[name] as Field;
  const { scale, offset } = field.rescale ?? { scale: 1, offset: 0 };
  const columns = sizeOf(field.shape);
  const examples = evenly(dataset.size, mostRows);
  const counts = new Map<number, number>();
  let [min, max, sum, squares, whole, between, count, changes] = [Infinity, -Infinity, 0, 0, true, 0, 0, 0];
  let last: number | undefined;
  await readBlocks(dataset, name, examples, (raw) => {
    for (let i = 0; i < raw.length; i++) {
      const value = (raw[i] as number) * scale + offset;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      squares += value * value;
      count++;
      if (!Number.isInteger(value)) whole = false;
      if (value > 0.02 && value < 0.98) between++;
      if (counts.size <= mostDistinct) counts.set(value, (counts.get(value) ?? 0) + 1);
      if (value !== last) changes++;
      last = value;
    }
  });
  const mean = sum / count;
  return {
    field: name,
    columns,
    rows: examples.length,
    classes: field.classes,
    min,
    max,
    mean,
    deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    isWhole: whole,
    between: between / count,
    counts: counts.size > mostDistinct ? undefined : counts,
    changes,
  };
}
