import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { equal, greaterEqual, where } from "../../ops/compare.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type CoxPartialLikelihoodOptions = Readonly<Record<never, never>>;

/**
 * Negative log of Cox's partial likelihood, for times to an event: the probability that of all examples still at risk
 * it happened to this one, with Breslow's handling of equal times. Censored examples count among those at risk, and
 * have no value of their own.
 * @param time times of the event or of the end of observation, [batch]
 * @param event 1 where it was seen, 0 where observation ended before it (censored), [batch], as floats
 * @param logRisk predicted logarithms of the relative risk, [batch]
 * @returns [batch]; the mean is over the examples with an event
 * @throws ShapeError when the shapes differ
 */
export function coxPartialLikelihood(time: Tensor, event: Tensor, logRisk: Tensor): Tensor {
  bindFloats("coxPartialLikelihood", {
    time: [time, "[batch]"],
    event: [event, "[batch]"],
    logRisk: [logRisk, "[batch]"],
  });
  const atRisk = greaterEqual(expandDims(time, 0), expandDims(time, 1));
  const risks = where(atRisk, expandDims(logRisk, 0), Number.NEGATIVE_INFINITY);
  return sub(logSumExp(risks, { axes: 1 }), logRisk);
}

const spec: LossSpec<CoxPartialLikelihoodOptions, [time: Tensor, event: Tensor, logRisk: Tensor]> = {
  fn: coxPartialLikelihood,
  mask: (_, event) => equal(event, 1),
  aliases: ["cox", "CoxPHLoss", "coxph"],
  family: "probabilistic",
  tasks: ["ranking", "uncertainty"],
  summary: "Who of those still at risk it happened to.",
  formula: "\\log \\sum_{j : t_j \\ge t_i} e^{\\eta_j} - \\eta_i",
  inputs: [
    { name: "time", domain: "positive", shape: "[batch]", min: 0 },
    { name: "event", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "logRisk", domain: "real", shape: "[batch]", grad: true },
  ],
  params: {},
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: [
    "Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x",
    "Breslow 1974, doi:10.2307/2529620",
    "Katzman et al. 2018, doi:10.1186/s12874-018-0482-1",
  ],
  reference: {},
};
export default spec;
