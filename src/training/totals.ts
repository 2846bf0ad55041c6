import type { Values } from "../runtime/stepper.ts";
import type { Value } from "../runtime/value.ts";
import { metricResult } from "./metric-plan.ts";
import { type Plan, resultName, termName } from "./program.ts";

/** Figures by name. */
export type Summary = Readonly<Record<string, number>>;

/** What a pass over data gives. */
export interface Evaluation {
  /** Mean over the examples of the value that is minimised: weighted terms and penalties. NaN without a loss. */
  readonly loss: number;
  /** Each term and penalty, unweighted, where there are several or one is weighted. */
  readonly terms: Summary;
  /** The same times their factors: what is added to the loss. */
  readonly weightedTerms: Summary;
  /** Training with `gradientShares`: each term's part of the gradient, between 0 and 1; together they are 1. */
  readonly gradientShares: Summary;
  readonly metrics: Summary;
  /** Metrics whose result is a table: a confusion matrix. */
  readonly tables: Readonly<Record<string, number[][]>>;
}

interface Total {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

type TotalsPlan = Pick<Plan, "outputs"> & Partial<Pick<Plan, "termWeights">>;

/** Adds up what steps report, in float64, so that figures are exact over batches of any sizes. */
export class Totals {
  private readonly sums = new Map<string, Total>();
  private examples = 0;

  /** @param outputs of `steps` steps of `batchSize` examples each, with a first axis of `steps` */
  async add(outputs: Values, steps: number, batchSize: number): Promise<void> {
    for (const [name, value] of Object.entries(outputs)) {
      // A figure of the step, not of its examples, is weighted by them here and divided again at the end.
      const isOfStep = perStep.some((prefix) => name.startsWith(prefix));
      const weight = isOfStep ? batchSize : 1;
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
  evaluation(plan: TotalsPlan): Evaluation {
    const terms: Record<string, number> = {};
    const weightedTerms: Record<string, number> = {};
    const add = (term: string, value: number, factor: number): void => {
      terms[term] = value;
      const weighted = this.sums.has(resultName.weighted(term));
      weightedTerms[term] = weighted ? this.scalar(resultName.weighted(term)) / this.examples : factor * value;
    };
    for (const term of this.namesAfter(resultName.total(""))) {
      const divisor = this.scalar(resultName.divisor(term));
      const value = divisor === 0 ? 0 : this.scalar(resultName.total(term)) / divisor;
      add(term, value, staticFactor(plan, term));
    }
    for (const name of this.namesAfter(resultName.penalty("")))
      add(name, this.scalar(resultName.penalty(name)) / this.examples, plan.termWeights?.[name] ?? 1);
    const values = Object.values(weightedTerms);
    const loss = values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0);
    const isPlain = values.length === 1 && Object.keys(terms).every((term) => terms[term] === weightedTerms[term]);
    const metrics: Record<string, number> = {};
    const tables: Record<string, number[][]> = {};
    for (const { output, metrics: list } of plan.outputs)
      for (const metric of list) {
        const name = termName(plan, output, metric.name);
        const keys = this.namesAfter(resultName.metric(name, ""));
        const result = metricResult(
          metric,
          Object.fromEntries(keys.map((key) => [key, this.sums.get(resultName.metric(name, key)) as Total])),
        );
        if (typeof result === "number") metrics[name] = result;
        else tables[name] = result;
      }
    return {
      loss,
      terms: isPlain ? {} : terms,
      weightedTerms: isPlain ? {} : weightedTerms,
      gradientShares: this.shares(),
      metrics,
      tables,
    };
  }

  private shares(): Summary {
    const names = this.namesAfter(resultName.termGradient(""));
    const norms = names.map((name) => this.scalar(resultName.termGradient(name)));
    const total = norms.reduce((a, b) => a + b, 0);
    return Object.fromEntries(names.map((name, i) => [name, total === 0 ? 0 : (norms[i] as number) / total]));
  }
}

/** Figures of a step rather than of examples. */
const perStep: readonly string[] = [resultName.penalty(""), resultName.weighted(""), resultName.termGradient("")];

/** Factor of a term where nothing balances. */
function staticFactor(plan: TotalsPlan, term: string): number {
  const owner = plan.outputs.find(({ output }) => term.startsWith(termName(plan, output, "")));
  const own = termName(plan, owner?.output ?? "", "");
  const weights = owner?.loss?.termWeights ?? {};
  const inner = weights[term.slice(own.length).split("/")[0] as string] ?? 1;
  return (owner?.lossWeight ?? 1) * inner * (plan.termWeights?.[term] ?? 1);
}
