import type { Values } from "../runtime/stepper.ts";
import type { Value } from "../runtime/value.ts";
import { type OutputPlan, resultName, termName } from "./program.ts";

/** Figures by name. */
export type Summary = Readonly<Record<string, number>>;

/** What a pass over data gives. */
export interface Evaluation {
  /** Mean over the examples of the value that is minimised: weighted terms and penalties. NaN without a loss. */
  readonly loss: number;
  /** Each term and penalty, unweighted, where there are several. */
  readonly terms: Summary;
  readonly metrics: Summary;
  /** Metrics whose result is a table: a confusion matrix. */
  readonly tables: Readonly<Record<string, number[][]>>;
}

interface Total {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Adds up what steps report, in float64, so that figures are exact over batches of any sizes. */
export class Totals {
  private readonly sums = new Map<string, Total>();
  private examples = 0;

  /** @param outputs of `steps` steps of `batchSize` examples each, with a first axis of `steps` */
  async add(outputs: Values, steps: number, batchSize: number): Promise<void> {
    for (const [name, value] of Object.entries(outputs)) {
      // A penalty is a figure of the step, not of its examples: weighted by them here, divided again at the end.
      const weight = name.startsWith(resultName.penalty("")) ? batchSize : 1;
      await this.addValue(name, value, weight);
    }
    this.examples += steps * batchSize;
  }

  private async addValue(name: string, value: Value, weight: number): Promise<void> {
    const [steps = 1, ...shape] = value.shape;
    const numbers = await value.numbers();
    const size = numbers.length / steps;
    let total = this.sums.get(name);
    if (total === undefined) {
      total = { shape, values: new Float64Array(size) };
      this.sums.set(name, total);
    }
    for (let i = 0; i < numbers.length; i++)
      total.values[i % size] = (total.values[i % size] as number) + weight * (numbers[i] as number);
  }

  private scalar(name: string): number {
    return this.sums.get(name)?.values[0] ?? 0;
  }

  /** Names that start with a prefix, without it. */
  private namesAfter(prefix: string): string[] {
    return [...this.sums.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  }

  /** The figures so far. */
  evaluation(plan: { readonly outputs: readonly OutputPlan[] }): Evaluation {
    const terms: Record<string, number> = {};
    let loss = 0;
    for (const term of this.namesAfter(resultName.total(""))) {
      const divisor = this.scalar(resultName.divisor(term));
      const value = divisor === 0 ? 0 : this.scalar(resultName.total(term)) / divisor;
      const owner = plan.outputs.find(({ output }) => term.startsWith(termName(plan, output, "")));
      terms[term] = value;
      loss += (owner?.lossWeight ?? 1) * value;
    }
    for (const name of this.namesAfter(resultName.penalty(""))) {
      terms[name] = this.scalar(resultName.penalty(name)) / this.examples;
      loss += terms[name];
    }
    const count = Object.keys(terms).length;
    const metrics: Record<string, number> = {};
    const tables: Record<string, number[][]> = {};
    for (const { output, metrics: list } of plan.outputs)
      for (const metric of list) {
        const name = termName(plan, output, metric.name);
        const keys = this.namesAfter(resultName.metric(name, ""));
        const result = metric.result(
          Object.fromEntries(keys.map((key) => [key, this.sums.get(resultName.metric(name, key)) as Total])),
        );
        if (typeof result === "number") metrics[name] = result;
        else tables[name] = result;
      }
    return { loss: count === 0 ? Number.NaN : loss, terms: count > 1 ? terms : {}, metrics, tables };
  }
}
