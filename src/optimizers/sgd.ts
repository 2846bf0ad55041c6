import { ArgumentError } from "../core/errors.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import type { Optimizer } from "./optimizer.ts";
import { type CommonOptions, resolveSettings } from "./settings.ts";

const sgdDefaults = { learningRate: 0.01, momentum: 0, nesterov: false, weightDecay: 0 } as const;

export interface SgdOptions extends CommonOptions {
  /** Share of the last direction that is kept. Default 0. */
  readonly momentum?: number;
  /** Look ahead along the direction (Sutskever et al. 2013); needs momentum. Default false. */
  readonly nesterov?: boolean;
  /** Added to the gradient times the parameter (an L2 penalty of half of it, as PyTorch's). Default 0. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent: b ← momentum · b + g, p ← p - learningRate · b (with `nesterov`: · (g + momentum · b)), PyTorch's form.
 * Default learning rate 0.01.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { settings, base } = resolveSettings("sgd", sgdDefaults, options);
  const { momentum, nesterov, weightDecay } = settings;
  if (nesterov && momentum === 0)
    throw new ArgumentError("sgd", {
      expected: "momentum above 0 with nesterov",
      got: "momentum 0",
      fix: "0.9 is usual",
    });
  const slots: Readonly<Record<string, number>> = momentum === 0 ? {} : { momentum: 0 };
  return {
    ...base,
    slots,
    update({ parameter, gradient, slots: { momentum: direction }, learningRate }) {
      const g = weightDecay === 0 ? gradient : add(gradient, mul(parameter, weightDecay));
      if (direction === undefined) return { parameter: sub(parameter, mul(g, learningRate)), slots: {} };
      const next = add(mul(direction, momentum), g);
      const step = nesterov ? add(g, mul(next, momentum)) : next;
      return { parameter: sub(parameter, mul(step, learningRate)), slots: { momentum: next } };
    },
  };
}
