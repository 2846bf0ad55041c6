import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { exp, log } from "../../ops/exponential.ts";
import { meanLastAxis, requireOneEach } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type WeibullNllOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of times under a Weibull distribution, some of them censored: of those only that the event
 * came later is known. Averaged over the last axis.
 * @param time times of the event or of the end of observation, [batch, ...], above 0
 * @param event 1 where it was seen, 0 where observation ended before it (censored), the same shape, as floats
 * @param scale predicted scales, in the unit of the times, the same shape, above 0
 * @param concentration predicted shapes, the same shape, above 0
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function weibullNll(time: Tensor, event: Tensor, scale: Tensor, concentration: Tensor): Tensor {
  requireOneEach("weibullNll", { time, event, scale, concentration });
  const logRatio = sub(log(time), log(scale));
  const logHazard = add(sub(log(concentration), log(scale)), mul(sub(concentration, 1), logRatio));
  return meanLastAxis(sub(exp(mul(concentration, logRatio)), mul(event, logHazard)));
}

const spec: LossSpec<WeibullNllOptions, [time: Tensor, event: Tensor, scale: Tensor, concentration: Tensor]> = {
  fn: weibullNll,
  aliases: ["wtteRnn"],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Time to an event, with censoring.",
  formula:
    "\\left(\\frac{t}{\\lambda}\\right)^k - \\delta \\log\\left(\\frac{k}{\\lambda} \\left(\\frac{t}{\\lambda}\\right)^{k-1}\\right)",
  inputs: [
    { name: "time", domain: "positive", shape: "[batch, ..., n]", min: 0 },
    { name: "event", domain: "binary", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "scale", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
    { name: "concentration", domain: "positive", shape: "[batch, ..., n]", grad: true, min: 0 },
  ],
  params: {},
  minimum: null,
  kinks: [],
  infinite: "(time / scale) to the power concentration above 3e38 in float32",
  cite: [
    "Weibull 1951, A statistical distribution function of wide applicability",
    "Martinsson 2016, WTTE-RNN: Weibull time to event recurrent neural network",
  ],
  reference: {},
};
export default spec;
