import type { Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import type { LossParts, Reduction } from "../losses/reduce.ts";
import { add, mul } from "../ops/arithmetic.ts";

/** Names of the outputs of a program, by what they are. The training loop reads results by these. */
export const resultName = {
  loss: "loss",
  total: (term: string): string => `total/${term}`,
  divisor: (term: string): string => `divisor/${term}`,
  penalty: (name: string): string => `penalty/${name}`,
  /** A term times a factor that changes from step to step. */
  weighted: (term: string): string => `weighted/${term}`,
  /** Norm of the gradient of a weighted term. */
  termGradient: (term: string): string => `termGradient/${term}`,
  metric: (metric: string, sum: string): string => `metric/${metric}/${sum}`,
  gradientNorm: (variable: string): string => `gradient/${variable}`,
  weightNorm: (variable: string): string => `weight/${variable}`,
  lossScale: "mixedPrecision/lossScale",
  skipped: "mixedPrecision/skipped",
} as const;

/** A term of the loss on a batch: `weight` times `value`, which is `total` / `divisor`. */
export interface TermParts extends LossParts {
  /** As it is reported. */
  readonly name: string;
  readonly weight: number;
  readonly reduction: Reduction;
}

/** What a forward pass on a batch gives. */
export interface Forward {
  /** Next values of variables that are not trained. */
  readonly updates: ReadonlyMap<Variable, Tensor>;
  readonly terms: readonly TermParts[];
  /** What layers and regularizers add to the loss. */
  readonly penalties: Readonly<Record<string, Tensor>>;
  /** Their factors, where not 1. */
  readonly penaltyWeights: Readonly<Record<string, number>>;
  /** Sums of the metrics. */
  readonly metrics: Readonly<Record<string, Tensor>>;
}

/** What a batch reports, by name. */
export function resultsOf({ terms, penalties, metrics }: Forward): Record<string, Tensor> {
  return Object.fromEntries([
    ...terms.flatMap(({ name, total, divisor }) => [
      [resultName.total(name), total] as const,
      [resultName.divisor(name), divisor] as const,
    ]),
    ...Object.entries(metrics),
    ...Object.entries(penalties).map(([name, value]) => [resultName.penalty(name), value] as const),
  ]);
}

/** The value that is minimised, undefined where nothing is. */
export function lossOf({
  terms,
  penalties,
  penaltyWeights,
}: Pick<Forward, "terms" | "penalties" | "penaltyWeights">): Tensor | undefined {
  const weigh = (value: Tensor, weight: number): Tensor => (weight === 1 ? value : mul(value, weight));
  const parts = [
    ...terms.map(({ value, weight }) => weigh(value, weight)),
    ...Object.entries(penalties).map(([name, value]) => weigh(value, penaltyWeights[name] ?? 1)),
  ];
  return parts.length === 0 ? undefined : parts.reduce((a, b) => add(a, b));
}
