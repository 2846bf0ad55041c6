import type { Tensor } from "../core/tensor.ts";
import { add, div, maximum, mul, sign, sqrt, square, sub } from "../ops/arithmetic.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, resolveSettings } from "./settings.ts";

const rmspropDefaults = { learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false } as const;
const adagradDefaults = { learningRate: 0.001, initialAccumulator: 0.1, epsilon: 1e-7 } as const;
const adadeltaDefaults = { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 } as const;
const lionDefaults = { learningRate: 0.001, beta1: 0.9, beta2: 0.99, weightDecay: 0 } as const;

export interface RmspropOptions extends CommonOptions {
  /** Share of the mean of squared gradients that is kept. Default 0.9. */
  readonly rho?: number;
  /** Share of the last step that is kept. Default 0. */
  readonly momentum?: number;
  /** Added to the root. Default 1e-7, as Keras (PyTorch: 1e-8). */
  readonly epsilon?: number;
  /** Divide by the standard deviation of gradients instead of their root mean square. Default false. */
  readonly centered?: boolean;
}

/**
 * RMSprop (Hinton 2012, lecture 6e), in PyTorch's form: p ← p - learningRate · g / (√v + epsilon).
 * Default learning rate 0.001, epsilon 1e-7.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("rmsprop", rmspropDefaults, options);
  const { rho, momentum, epsilon, centered } = settings;
  // Means are kept divided by (1 - rho), the direction multiplied by its root: one pass less each.
  const root = Math.sqrt(1 - rho);
  return {
    ...base,
    slots: { v: 0, ...(centered ? { mean: 0 } : {}), ...(momentum === 0 ? {} : { momentum: 0 }) },
    update({ parameter, gradient, slots, learningRate }) {
      const next: Record<string, Tensor> = { v: add(mul(slots["v"] as Tensor, rho), square(gradient)) };
      let spread = next["v"] as Tensor;
      if (centered) {
        const mean = add(mul(slots["mean"] as Tensor, rho), gradient);
        next["mean"] = mean;
        spread = maximum(sub(spread, mul(square(mean), 1 - rho)), 0);
      }
      const rate = div(learningRate, root);
      const size = add(sqrt(spread), epsilon / root);
      if (momentum === 0) return { parameter: sub(parameter, div(mul(gradient, rate), size)), slots: next };
      next["momentum"] = add(mul(slots["momentum"] as Tensor, momentum), div(gradient, size));
      return { parameter: sub(parameter, mul(next["momentum"], rate)), slots: next };
    },
  };
}

export interface AdagradOptions extends CommonOptions {
  /** What the sum of squares starts at. Default 0.1, as Keras (PyTorch: 0). */
  readonly initialAccumulator?: number;
  /** Added to the root. Default 1e-7, as Keras (PyTorch: 1e-10). */
  readonly epsilon?: number;
}

/**
 * Adagrad (Duchi et al. 2011, JMLR 12): p ← p - learningRate · g / (√Σg² + epsilon).
 * Default learning rate 0.001, epsilon 1e-7.
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("adagrad", adagradDefaults, options);
  return {
    ...base,
    slots: { accumulator: settings.initialAccumulator },
    update({ parameter, gradient, slots, learningRate }) {
      const accumulator = add(slots["accumulator"] as Tensor, square(gradient));
      const change = div(mul(gradient, learningRate), add(sqrt(accumulator), settings.epsilon));
      return { parameter: sub(parameter, change), slots: { accumulator } };
    },
  };
}

export interface AdadeltaOptions extends CommonOptions {
  /** Share of the means that is kept. Default 0.95 (PyTorch: 0.9). */
  readonly rho?: number;
  /** Added under both roots. Default 1e-7, as Keras (PyTorch: 1e-6). */
  readonly epsilon?: number;
}

/**
 * Adadelta (Zeiler 2012, arXiv:1212.5701). Default learning rate 0.001, as Keras; the paper and PyTorch have 1.
 */
export function adadelta(options: AdadeltaOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("adadelta", adadeltaDefaults, options);
  const { rho, epsilon } = settings;
  // Both means are kept divided by (1 - rho).
  const small = epsilon / (1 - rho);
  return {
    ...base,
    slots: { v: 0, change: 0 },
    update({ parameter, gradient, slots, learningRate }) {
      const v = add(mul(slots["v"] as Tensor, rho), square(gradient));
      const delta = mul(sqrt(div(add(slots["change"] as Tensor, small), add(v, small))), gradient);
      const change = add(mul(slots["change"] as Tensor, rho), square(delta));
      return { parameter: sub(parameter, mul(delta, learningRate)), slots: { v, change } };
    },
  };
}

export interface LionOptions extends CommonOptions {
  /** Share of the mean of gradients in the direction. Default 0.9. */
  readonly beta1?: number;
  /** Share of the mean of gradients that is kept. Default 0.99. */
  readonly beta2?: number;
  /** Share of the parameter that a step takes away, times the learning rate. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Lion (Chen et al. 2023, arXiv:2302.06675): p ← p - learningRate · (sign(beta1 · m + (1 - beta1) · g) + weightDecay · p).
 * Default learning rate 0.001; a tenth of Adam's is usual.
 */
export function lion(options: LionOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("lion", lionDefaults, options);
  const { beta1, beta2, weightDecay } = settings;
  return {
    ...base,
    slots: { m: 0 },
    update({ parameter, gradient, slots, learningRate }) {
      // The mean is kept divided by (1 - beta2); a sign does not depend on scale.
      const m = slots["m"] as Tensor;
      const direction = sign(add(mul(m, (beta1 * (1 - beta2)) / (1 - beta1)), gradient));
      const kept = weightDecay === 0 ? parameter : mul(parameter, sub(1, mul(learningRate, weightDecay)));
      return { parameter: sub(kept, mul(direction, learningRate)), slots: { m: add(mul(m, beta2), gradient) } };
    },
  };
}
