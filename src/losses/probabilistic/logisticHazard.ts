import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import type { LossSpec } from "../spec.ts";
import { intervals } from "../survival.ts";

/** Nothing to choose. */
export type LogisticHazardOptions = Readonly<Record<never, never>>;

/**
 * Negative log-likelihood of times to an event in intervals, from logits of the hazard: the probability of the event in
 * an interval for those who came to it. Censored examples are known to have survived their interval.
 * @param interval index of the interval of the event or of the end of observation, [batch], int32 or int64
 * @param event 1 where it was seen, 0 where observation ended before it (censored), [batch], as floats
 * @param logits predicted logits of the hazard of each interval, [batch, classes]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit together, DTypeError when intervals are not whole numbers
 */
export function logisticHazard(interval: Tensor, event: Tensor, logits: Tensor): Tensor {
  const { at, upTo } = intervals("logisticHazard", interval, event, logits);
  return sub(sum(mul(upTo, softplus(logits)), { axes: -1 }), mul(event, sum(mul(at, logits), { axes: -1 })));
}

const spec: LossSpec<LogisticHazardOptions, [interval: Tensor, event: Tensor, logits: Tensor]> = {
  fn: logisticHazard,
  aliases: ["nnetSurvival", "discreteTimeHazard"],
  family: "probabilistic",
  tasks: ["uncertainty"],
  summary: "Time to an event in intervals, by its hazard.",
  formula: "\\sum_{j \\le k} \\log(1 + e^{z_j}) - \\delta z_k",
  inputs: [
    { name: "interval", domain: "classIndex", shape: "[batch]", classesOf: "logits" },
    { name: "event", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "logits", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Gensheimer and Narasimhan 2019, doi:10.7717/peerj.6257", "Kvamme and Borgan 2021, arXiv:1910.06724"],
  reference: {},
};
export default spec;
