import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { log, softplus } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type LogLogisticNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of times under a log-logistic distribution, some of them censored: of those only that the
 * event came later is known. Averaged over the last axis. The hazard rises, then falls; it never overflows.
 * @param time times of the event or of the end of observation, [batch, ...], above 0
 * @param event 1 where it was seen, 0 where observation ended before it (censored), the same shape, as floats
 * @param scale predicted medians, in the unit of the times, the same shape, above 0
 * @param concentration predicted shapes, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function logLogisticNll(time: Tensor, event: Tensor, scale: Tensor, concentration: Tensor): Tensor {
  requireOneEach("logLogisticNll", { time, event, scale, concentration });
  const odds = mul(concentration, sub(log(time), log(scale)));
  const passed = softplus(odds);
  const logHazard = add(sub(log(concentration), log(time)), sub(odds, passed));
  return meanLastAxis(sub(passed, mul(event, logHazard)));
}

const spec: LossSpec<LogLogisticNllOptions, [time: Tensor, event: Tensor, scale: Tensor, concentration: Tensor]> = {
  fn: logLogisticNll,
  aliases: [],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Time to an event of rising and falling hazard, with censoring.",
  formula: "\\log(1 + r) - \\delta \\log \\frac{k \\, r}{t (1 + r)}, \\quad r = \\left(\\frac{t}{\\lambda}\\right)^k",
  inputs: [
    { name: "time", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "event", domain: "binary", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "concentration", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  cite: ["Bennett 1983, doi:10.2307/2347295"],
  reference: {},
};
export default spec;
