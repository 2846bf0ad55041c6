import { gradients } from "../autodiff/gradients.ts";
import type { Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { add, mul, sqrt } from "../ops/arithmetic.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import { resultName } from "./parts.ts";
import type { Plan } from "./program.ts";
import { sharedVariables } from "./shared-layer.ts";

/** One term of the sum that is minimised. */
export interface SummedTerm {
  readonly name: string;
  readonly value: Tensor;
  /** Its factor in the sum: a tensor where it changes from step to step. */
  readonly factor: number | Tensor;
}

/** Terms of a sum, and what balancing adds to it. */
export interface Weighted {
  readonly terms: SummedTerm[];
  readonly extras: SummedTerm[];
}

export function weightedValue({ value, factor }: SummedTerm): Tensor {
  return factor === 1 ? value : mul(value, factor);
}

export function times({ terms, extras }: Weighted, by: number | Tensor): Weighted {
  const scaled = (term: SummedTerm): SummedTerm => {
    const { factor } = term;
    if (typeof factor === "number") return { ...term, factor: typeof by === "number" ? factor * by : mul(by, factor) };
    return { ...term, factor: mul(factor, by) };
  };
  return by === 1 ? { terms, extras } : { terms: terms.map(scaled), extras: extras.map(scaled) };
}

/** Euclidean norm of several tensors together. */
export function normOf(tensors: readonly Tensor[]): Tensor {
  return sqrt(tensors.map((x) => sum(mul(x, x))).reduce((a, b) => add(a, b)));
}

/** Norms of the gradients of the weighted terms, where they are asked for: one backward pass for each term. */
export function gradientNorms(
  plan: Plan,
  terms: readonly SummedTerm[],
  trainable: readonly Variable[],
): Record<string, Tensor> {
  if (plan.gradientShares === undefined) return {};
  const chosen = plan.gradientShares === "shared" ? sharedVariables(plan.network, plan.outputs) : trainable;
  const by = chosen.map(({ tensor }) => tensor);
  return Object.fromEntries(
    terms.map(({ name, value, factor }) => {
      const weight = typeof factor === "number" ? factor : stopGradient(factor);
      const norm = normOf(gradients(mul(value, weight), by, { unconnected: "zero" }));
      return [resultName.termGradient(name), norm];
    }),
  );
}
