import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { greater, indicator, notEqual, where } from "../../ops/compare.ts";
import { oneHot } from "../../ops/gather.ts";
import { logSoftmax } from "../../ops/reduce.ts";
import { cumSum } from "../../ops/scan.ts";
import { sum } from "../../ops/structure.ts";
import { logComplement } from "../complement.ts";
import { asIndex, bindShapes, requireFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface UnlikelihoodOptions {
  /** Weight of the penalty. Default 1. */
  readonly weight?: number;
  /** Token of positions that do not count, as padding. Default none. */
  readonly ignoreClass?: number;
}

/**
 * Cross-entropy of the next token, plus a penalty on the probability of tokens that came before it in the
 * sequence: against text that repeats itself.
 * @param labels tokens, [batch, time] integers
 * @param logits [batch, time, classes]
 * @returns [batch, time], in nats
 * @throws ShapeError when the inputs do not fit each other
 */
export function unlikelihood(
  labels: Tensor,
  logits: Tensor,
  { weight = 1, ignoreClass }: UnlikelihoodOptions = {},
): Tensor {
  bindShapes("unlikelihood", { labels: [labels, "[batch, time]"], logits: [logits, "[batch, time, classes]"] });
  requireFloats("unlikelihood", logits);
  const given = asIndex("unlikelihood", labels);
  const counts = notEqual(given, ignoreClass ?? -1);
  const target = oneHot(where(counts, given, 0), logits.shape[2] as number, { dtype: logits.dtype });
  const token = mul(target, expandDims(indicator(counts, logits), 2));
  const before = greater(cumSum(token, { axis: 1, exclusive: true }), 0);
  const candidates = mul(indicator(before, logits), sub(1, target));
  const penalty = neg(sum(mul(candidates, logComplement(logits)), { axes: 2 }));
  return add(neg(sum(mul(token, logSoftmax(logits)), { axes: 2 })), mul(penalty, weight));
}

const spec: LossSpec<UnlikelihoodOptions, [Tensor, Tensor]> = {
  fn: unlikelihood,
  mask: (labels, _, { ignoreClass } = {}) => (ignoreClass === undefined ? undefined : notEqual(labels, ignoreClass)),
  aliases: ["unlikelihoodLoss"],
  family: "sequence",
  tasks: ["sequences", "generation"],
  summary: "Cross-entropy that also punishes repeating earlier tokens.",
  formula: "-\\log p_t(y_t) - \\alpha \\sum_{c \\in \\{y_1 \\ldots y_{t-1}\\} \\setminus y_t} \\log(1 - p_t(c))",
  inputs: [
    { name: "labels", domain: "classIndex", shape: "[batch, time]", classesOf: "logits" },
    { name: "logits", domain: "logits", shape: "[batch, time, classes]", grad: true },
  ],
  params: {
    weight: { kind: "number", default: 1, min: 0, doc: "Weight of the penalty." },
    ignoreClass: { kind: "integer", default: null, doc: "Token of positions that do not count, as padding." },
  },
  values: "[batch, time]",
  minimum: 0,
  kinks: [],
  cite: ["Welleck et al. 2020, arXiv:1908.04319"],
  reference: {},
};
export default spec;
