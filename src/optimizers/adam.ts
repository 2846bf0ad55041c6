import type { Tensor } from "../core/tensor.ts";
import { constant } from "../core/tensor.ts";
import { abs, add, div, maximum, mul, neg, sqrt, square, sub } from "../ops/arithmetic.ts";
import { exp, expm1 } from "../ops/exponential.ts";
import { sum } from "../ops/structure.ts";
import type { Optimizer, UpdateContext } from "./optimizer.ts";
import { type CommonOptions, resolveSettings } from "./settings.ts";

// Moments are kept divided by (1 - beta): M' = beta1 M + g, V' = beta2 V + g². The corrections are scalars of the step,
// so a step takes ten passes over a parameter instead of fourteen.

const adamDefaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false } as const;
const adamWDefaults = {
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  amsgrad: false,
  weightDecay: 0.004,
} as const;
const adamaxDefaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const nadamDefaults = {
  learningRate: 0.001,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
  momentumDecay: 0.004,
} as const;

export interface AdamOptions extends CommonOptions {
  /** Share of the mean of gradients that is kept. Default 0.9. */
  readonly beta1?: number;
  /** Share of the mean of squared gradients that is kept. Default 0.999. */
  readonly beta2?: number;
  /** Added to the corrected root. Default 1e-7, as Keras (PyTorch: 1e-8). */
  readonly epsilon?: number;
  /** Divide by the largest mean of squares so far (Reddi et al. 2018, arXiv:1904.09237). Default false. */
  readonly amsgrad?: boolean;
}

export interface AdamWOptions extends AdamOptions {
  /** Share of the parameter that a step takes away, times the learning rate. Default 0.004, as Keras (PyTorch: 0.01). */
  readonly weightDecay?: number;
}

/** log of a share; that of 0 is low enough to count as such. */
function logOf(beta: number): number {
  return Math.max(Math.log(beta), -1000);
}

/** 1 - beta^step, with all digits also where that is small. */
function correction(beta: number, step: Tensor): Tensor {
  return neg(expm1(mul(step, logOf(beta))));
}

/** Scalars of a step: `root` turns √V into the root of the corrected mean of squares. */
function rootOf(beta2: number, step: Tensor): Tensor {
  return sqrt(div(1 - beta2, correction(beta2, step)));
}

/** Adam's step before it is subtracted, with the next moments. */
function adamStep(
  { gradient, slots, learningRate, step }: UpdateContext,
  { beta1, beta2, epsilon, amsgrad }: { beta1: number; beta2: number; epsilon: number; amsgrad: boolean },
): { readonly change: Tensor; readonly slots: Readonly<Record<string, Tensor>> } {
  const m = add(mul(slots["m"] as Tensor, beta1), gradient);
  const v = add(mul(slots["v"] as Tensor, beta2), square(gradient));
  const largest = amsgrad ? maximum(slots["vMax"] as Tensor, v) : v;
  const root = rootOf(beta2, step);
  const factor = div(mul(learningRate, 1 - beta1), mul(correction(beta1, step), root));
  const change = div(mul(m, factor), add(sqrt(largest), div(epsilon, root)));
  return { change, slots: amsgrad ? { m, v, vMax: largest } : { m, v } };
}

const moments = (amsgrad: boolean): Readonly<Record<string, number>> =>
  amsgrad ? { m: 0, v: 0, vMax: 0 } : { m: 0, v: 0 };

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980), in PyTorch's form: p ← p - learningRate · m̂ / (√v̂ + epsilon).
 * Default learning rate 0.001, epsilon 1e-7 (Keras).
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("adam", adamDefaults, options);
  return {
    ...base,
    slots: moments(settings.amsgrad),
    update(context) {
      const { change, slots } = adamStep(context, settings);
      return { parameter: sub(context.parameter, change), slots };
    },
  };
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101): each step also takes
 * learningRate · weightDecay of the parameter away. Default learning rate 0.001, epsilon 1e-7, weightDecay 0.004 (Keras).
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("adamW", adamWDefaults, options);
  return {
    ...base,
    slots: moments(settings.amsgrad),
    update(context) {
      const { change, slots } = adamStep(context, settings);
      const kept = sub(1, mul(context.learningRate, settings.weightDecay));
      return { parameter: sub(mul(context.parameter, kept), change), slots };
    },
  };
}

/**
 * Adam by the largest gradient instead of the root of squares (Kingma and Ba 2015, section 7.1):
 * u ← max(beta2 · u, |g| + epsilon). Default learning rate 0.001, epsilon 1e-7.
 */
export function adamax(options: Omit<AdamOptions, "amsgrad"> = {}): Optimizer {
  const { settings, base } = resolveSettings("adamax", adamaxDefaults, options);
  const { beta1, beta2, epsilon } = settings;
  return {
    ...base,
    slots: { m: 0, u: 0 },
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = add(mul(slots["m"] as Tensor, beta1), gradient);
      const u = maximum(mul(slots["u"] as Tensor, beta2), add(abs(gradient), epsilon));
      const factor = div(mul(learningRate, 1 - beta1), correction(beta1, step));
      return { parameter: sub(parameter, div(mul(m, factor), u)), slots: { m, u } };
    },
  };
}

export interface NadamOptions extends Omit<AdamOptions, "amsgrad"> {
  /** How fast the momentum reaches beta1: it is beta1 · (1 - ½ · 0.96^(step · momentumDecay)). Default 0.004. */
  readonly momentumDecay?: number;
}

/** log of the product over k = 1 .. step of 1 - ½ q^k, as Σ over n of -(½)^n / n · q^n (1 - q^(n·step)) / (1 - q^n). */
function logWarming(logQ: number, step: Tensor): Tensor {
  const orders = Array.from({ length: 60 }, (_, i) => i + 1);
  const weights = orders.map((n) => (0.5 ** n / n) * (logQ === 0 ? 1 : Math.exp(n * logQ) / -Math.expm1(n * logQ)));
  const of = (values: readonly number[]): Tensor => constant([...values], { dtype: step.dtype });
  // q = 1: the quotient is the number of steps.
  if (logQ === 0) return mul(step, -weights.reduce((a, b) => a + b));
  return sum(mul(expm1(mul(step, of(orders.map((n) => n * logQ)))), of(weights)));
}

/**
 * Adam with Nesterov momentum (Dozat 2016), in PyTorch's form. Default learning rate 0.001, epsilon 1e-7.
 */
export function nadam(options: NadamOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("nadam", nadamDefaults, options);
  const { beta1, beta2, epsilon, momentumDecay } = settings;
  const logQ = momentumDecay * Math.log(0.96);
  return {
    ...base,
    slots: { m: 0, v: 0 },
    update({ parameter, gradient, slots, learningRate, step }) {
      const m = add(mul(slots["m"] as Tensor, beta1), gradient);
      const v = add(mul(slots["v"] as Tensor, beta2), square(gradient));
      const next = add(step, 1);
      const momentumAt = (at: Tensor): Tensor => mul(sub(1, mul(exp(mul(at, logQ)), 0.5)), beta1);
      // 1 - the product of all momenta so far.
      const rest = (at: Tensor): Tensor => neg(expm1(add(mul(at, logOf(beta1)), logWarming(logQ, at))));
      const root = rootOf(beta2, step);
      const rate = div(learningRate, root);
      const byGradient = div(mul(rate, sub(1, momentumAt(step))), rest(step));
      const byMean = div(mul(rate, mul(momentumAt(next), 1 - beta1)), rest(next));
      const direction = add(mul(gradient, byGradient), mul(m, byMean));
      return { parameter: sub(parameter, div(direction, add(sqrt(v), div(epsilon, root)))), slots: { m, v } };
    },
  };
}
