import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Weighting by uncertainty has no options. */
export type UncertaintyWeightedOptions = Readonly<Record<never, never>>;

/**
 * Weighs the losses of several tasks by a trained uncertainty of each: tasks that stay hard count less, at the price of a
 * larger uncertainty.
 * @param losses values of each task's loss, stacked, [batch, tasks]
 * @param logVariances logarithm of each task's variance, [tasks]: trained with the loss
 * @returns [batch]
 * @throws ShapeError when a shape does not fit, DTypeError unless both are floats of one dtype
 */
export function uncertaintyWeighted(losses: Tensor, logVariances: Tensor): Tensor {
  bindFloats("uncertaintyWeighted", { losses: [losses, "[batch, tasks]"], logVariances: [logVariances, "[tasks]"] });
  return mul(sum(add(mul(losses, exp(neg(logVariances))), logVariances), { axes: -1 }), 0.5);
}

const spec: LossSpec<UncertaintyWeightedOptions, [losses: Tensor, logVariances: Tensor]> = {
  fn: uncertaintyWeighted,
  aliases: [],
  family: "wrapper",
  tasks: ["multitask"],
  summary: "Weighs the losses of several tasks by a trained uncertainty of each.",
  formula: "\\tfrac12 \\sum_t \\left(e^{-s_t} \\ell_t + s_t\\right)",
  inputs: [
    { name: "losses", domain: "real", shape: "[batch, tasks]", grad: true },
    {
      name: "logVariances",
      domain: "real",
      shape: "[tasks]",
      grad: true,
      min: -40,
      max: 40,
      variable: { trainable: true, initial: "zeros" },
    },
  ],
  params: {},
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Kendall et al. 2017, arXiv:1705.07115"],
  reference: {},
};
export default spec;
