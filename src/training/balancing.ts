import { toTypedArray } from "../core/dtype.ts";
import { ArgumentError, unknownName } from "../core/errors.ts";
import { describe, input, type Tensor } from "../core/tensor.ts";
import type { Variable } from "../core/variable.ts";
import { abs, div, maximum, mul, neg, sign, sub } from "../ops/arithmetic.ts";
import { equal, where } from "../ops/compare.ts";
import { exp, pow } from "../ops/exponential.ts";
import { stack, unstack } from "../ops/indexing.ts";
import { mean } from "../ops/reduce.ts";
import { stopGradient, sum } from "../ops/structure.ts";
import type { Values } from "../runtime/stepper.ts";
import { Value } from "../runtime/value.ts";
import type { FloatDType } from "./network.ts";

/**
 * How several terms share in their sum. `fixed`: by given weights alone. `uncertainty`: ½ (e^-s L + s) with a trained s for
 * each (Kendall et al. 2018, arXiv:1705.07115). `gradNorm`: weights under which the terms' gradients have like sizes, larger
 * for terms that learn slowly (Chen et al. 2018, arXiv:1711.02257); costs a gradient by one layer for each term. `dwa`: larger
 * weights for terms that fell less over the last two epochs (Liu et al. 2019, arXiv:1803.10704).
 */
export type BalancingName = "fixed" | "uncertainty" | "gradNorm" | "dwa";

export type Balancing =
  | BalancingName
  | { readonly name: "fixed" | "uncertainty" }
  | {
      readonly name: "gradNorm";
      /** How much faster slow terms are pulled; 0: gradients of one size. Default 1.5. */
      readonly alpha?: number;
      /** Of the weights. Default 0.025. */
      readonly learningRate?: number;
    }
  | {
      readonly name: "dwa";
      /** Higher: more even weights. Default 2. */
      readonly temperature?: number;
    };

/** What a step knows of its terms. */
export interface BalanceStep {
  readonly training: boolean;
  /** Norms of the terms' gradients by the shared layer, [terms]; made only when asked for. */
  readonly norms: () => readonly Tensor[];
}

/** A way to balance given terms, with what it keeps from step to step. */
export interface Balancer {
  readonly name: BalancingName;
  readonly units: readonly string[];
  readonly variables: readonly Variable[];
  /** @param values scalars, in the order of the units */
  weigh(
    values: readonly Tensor[],
    step: BalanceStep,
  ): { readonly factors: readonly Tensor[]; readonly extra?: Tensor; readonly updates: ReadonlyMap<Variable, Tensor> };
  /** After an epoch of training: changes of its variables, from the terms' means. */
  afterEpoch?(means: readonly number[], values: Values): Promise<Values>;
}

const options: Readonly<Record<BalancingName, readonly string[]>> = {
  fixed: [],
  uncertainty: [],
  gradNorm: ["alpha", "learningRate"],
  dwa: ["temperature"],
};

/**
 * @param path what the names of its variables begin with, after "loss/"
 * @returns undefined for fixed weights
 * @throws NameError for another way or option, ArgumentError for an option out of range or fewer than two terms
 */
export function createBalancer(
  balancing: Balancing,
  units: readonly string[],
  { path, dtype }: { readonly path: string; readonly dtype: FloatDType },
): Balancer | undefined {
  const given = typeof balancing === "string" ? { name: balancing } : balancing;
  if (typeof given !== "object" || given === null)
    throw new ArgumentError("balancing", { expected: "a name, or { name, ...options }", got: describe(balancing) });
  if (!Object.hasOwn(options, given.name)) throw unknownName("balancing", given.name, Object.keys(options));
  const known = options[given.name];
  for (const key of Object.keys(given))
    if (key !== "name" && !known.includes(key)) throw unknownName(`${given.name} option`, key, known);
  if (given.name === "fixed") return undefined;
  if (units.length < 2)
    throw new ArgumentError("balancing", { expected: "at least two terms", got: units.join(", ") || "none" });
  const make = (name: string, value: number, trainable: boolean): Variable => ({
    tensor: input(`loss/${path}${name}`, [units.length], { dtype }),
    trainable,
    initial: () => toTypedArray(dtype, new Float64Array(units.length).fill(value)),
  });
  const makers = { uncertainty, gradNorm, dwa };
  return { ...makers[given.name](given as never, make), name: given.name, units };
}

type Make = (name: string, value: number, trainable: boolean) => Variable;
type Rule = Pick<Balancer, "variables" | "weigh" | "afterEpoch">;

function number(where: string, value: unknown, low: number): number {
  if (typeof value === "number" && Number.isFinite(value) && value >= low) return value;
  throw new ArgumentError(where, { expected: `a number from ${low}`, got: describe(value) });
}

function uncertainty(_: object, make: Make): Rule {
  const logVariances = make("logVariances", 0, true);
  return {
    variables: [logVariances],
    weigh(_values) {
      const factors = unstack(mul(exp(neg(logVariances.tensor)), 0.5));
      return { factors, extra: mul(sum(logVariances.tensor), 0.5), updates: new Map() };
    },
  };
}

function gradNorm({ alpha = 1.5, learningRate = 0.025 }: { alpha?: number; learningRate?: number }, make: Make): Rule {
  number("gradNorm: alpha", alpha, 0);
  number("gradNorm: learningRate", learningRate, 0);
  const weights = make("weights", 1, false);
  const first = make("firstLosses", 0, false);
  return {
    variables: [weights, first],
    weigh(values, { training, norms }) {
      const w = weights.tensor;
      const factors = unstack(w);
      if (!training) return { factors, updates: new Map() };
      const losses = stopGradient(stack([...values]));
      // What a loss was in the first step; a model trained on keeps it.
      const isFirst = equal(sum(abs(first.tensor)), 0);
      const start = where(isFirst, losses, first.tensor);
      const n = stopGradient(stack([...norms()]));
      const g = mul(w, n);
      const rate = safeDiv(losses, start);
      const relative = safeDiv(rate, mean(rate));
      // The rate of a loss that rises through 0 has no meaning; a power of a negative number none either.
      const target = mul(mean(g), pow(maximum(relative, 1e-6), alpha));
      // The slope of |G - target| by w, over the mean norm: a learning rate fits losses of any scale.
      const slope = mul(sign(sub(g, target)), safeDiv(n, mean(n)));
      const moved = maximum(sub(w, mul(slope, learningRate)), 1e-3);
      const next = div(mul(moved, values.length), sum(moved));
      return {
        factors,
        updates: new Map([
          [weights, next],
          [first, start],
        ]),
      };
    },
  };
}

/** a / b, 1 where b is 0. */
function safeDiv(a: Tensor, b: Tensor): Tensor {
  const isZero = equal(b, 0);
  return where(isZero, 1, div(a, where(isZero, 1, b)));
}

function dwa({ temperature = 2 }: { temperature?: number }, make: Make): Rule {
  if (!(number("dwa: temperature", temperature, 0) > 0))
    throw new ArgumentError("dwa: temperature", { expected: "a number above 0", got: "0" });
  const weights = make("weights", 1, false);
  const previous = make("previousLosses", 0, false);
  return {
    variables: [weights, previous],
    weigh: () => ({ factors: unstack(weights.tensor), updates: new Map() }),
    async afterEpoch(means, values) {
      const { name } = previous.tensor;
      const before = Array.from((await values[name]?.numbers()) ?? []);
      const of = (variable: Variable, numbers: readonly number[]): [string, Value] => {
        const { shape, dtype, name: key } = variable.tensor;
        return [key, Value.of(toTypedArray(dtype, [...numbers]), shape, dtype)];
      };
      const isKnown = before.some((each) => each !== 0);
      const rates = means.map((each, k) => (before[k] ? each / (before[k] as number) : 1));
      const largest = Math.max(...rates);
      const powers = rates.map((rate) => Math.exp((rate - largest) / temperature));
      const total = powers.reduce((a, b) => a + b, 0);
      const next = powers.map((power) => (means.length * power) / total);
      return Object.fromEntries([...(isKnown ? [of(weights, next)] : []), of(previous, means)]);
    },
  };
}
