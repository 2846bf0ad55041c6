import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { greater, where } from "../../ops/compare.ts";
import { logSoftmax, logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import type { LossSpec } from "../spec.ts";
import { intervals, orderPenalty, withBeyond } from "../survival.ts";

export interface DeepHitOptions {
  /** Weight of the likelihood; the rest of 1 is that of the order. Default 0.2. */
  readonly alpha?: number;
  /** Scale of differences of risk. Default 0.1. */
  readonly sigma?: number;
}

/**
 * DeepHit, for a single kind of event: `alpha` times the negative log-likelihood of times to an event in intervals,
 * whose probabilities are a softmax, and the rest of 1 times a penalty wherever an example seems safer, by the time of
 * its event, than one that lasted longer (the mean over all examples). The logit of lasting beyond the last interval is
 * 0.
 * @param interval index of the interval of the event or of the end of observation, [batch], int32 or int64
 * @param event 1 where it was seen, 0 where observation ended before it (censored), [batch], as floats
 * @param logits predicted logits of the intervals, [batch, classes]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit together, DTypeError when intervals are not whole numbers
 */
export function deepHit(
  interval: Tensor,
  event: Tensor,
  logits: Tensor,
  { alpha = 0.2, sigma = 0.1 }: DeepHitOptions = {},
): Tensor {
  const times = intervals("deepHit", interval, event, logits);
  const logs = logSoftmax(withBeyond(logits));
  const later = logSumExp(where(greater(withBeyond(times.upTo), 0), Number.NEGATIVE_INFINITY, logs), { axes: -1 });
  const seen = sum(mul(withBeyond(times.at), logs), { axes: -1 });
  const surprise = neg(add(mul(event, seen), mul(sub(1, event), later)));
  return add(mul(alpha, surprise), mul(1 - alpha, orderPenalty(times, event, logs, sigma)));
}

const spec: LossSpec<DeepHitOptions, [interval: Tensor, event: Tensor, logits: Tensor]> = {
  fn: deepHit,
  aliases: ["DeepHitSingle"],
  family: "probabilistic",
  tasks: ["ranking", "uncertainty"],
  summary: "Time to an event in intervals, with examples in the right order.",
  formula:
    "-\\alpha \\log P(t_i) + (1 - \\alpha) \\frac{1}{n} \\sum_j [t_i < t_j] \\, e^{-(F_i(t_i) - F_j(t_i)) / \\sigma}",
  inputs: [
    { name: "interval", domain: "classIndex", shape: "[batch]", classesOf: "logits" },
    { name: "event", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "logits", domain: "logits", shape: "[batch, classes]", grad: true },
  ],
  params: {
    alpha: {
      kind: "number",
      default: 0.2,
      min: 0,
      max: 1,
      doc: "Weight of the likelihood; the rest of 1 is that of the order.",
    },
    sigma: { kind: "number", default: 0.1, above: 0, doc: "Scale of differences of risk." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Lee et al. 2018, doi:10.1609/aaai.v32i1.11842"],
  reference: {},
};
export default spec;
