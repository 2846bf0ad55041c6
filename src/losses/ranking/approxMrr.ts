import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { div, maximum, sub } from "../../ops/arithmetic.ts";
import { greater, indicator } from "../../ops/compare.ts";
import { sum } from "../../ops/structure.ts";
import { hasRelevant, readLists, smoothRanksOf } from "../lists.ts";
import type { LossSpec } from "../spec.ts";

export interface ApproxMrrOptions {
  /** Difference of scores over which two items change places. Default 0.1. */
  readonly temperature?: TensorLike;
}

/**
 * 1 less the mean reciprocal rank of the relevant items, with ranks made smooth. With one relevant item a list it is 1
 * less the reciprocal rank.
 * @param yTrue relevance, [batch, items]: above 0 is relevant, below 0 padding
 * @param yPred scores, the same shape
 * @returns [batch], from 0 to 1; lists without a relevant item are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function approxMrr(yTrue: Tensor, yPred: Tensor, { temperature = 0.1 }: ApproxMrrOptions = {}): Tensor {
  const lists = readLists("approxMrr", yTrue, yPred);
  const isRelevant = indicator(greater(yTrue, 0), yPred);
  const reciprocals = sum(div(isRelevant, smoothRanksOf(lists, temperature)), { axes: 1 });
  return sub(1, div(reciprocals, maximum(sum(isRelevant, { axes: 1 }), 1)));
}

const spec: LossSpec<ApproxMrrOptions> = {
  fn: approxMrr,
  mask: (yTrue) => hasRelevant(yTrue),
  aliases: ["ApproxMRRLoss", "approx_mrr_loss"],
  family: "ranking",
  tasks: ["ranking", "recommendation"],
  summary: "1 less the mean reciprocal of the relevant items' smooth ranks.",
  formula:
    "1 - \\operatorname{mean}_{i: y_i > 0} \\frac{1}{r_i}, \\quad r_i = 1 + \\sum_{j \\ne i} \\operatorname{sigmoid} \\frac{s_j - s_i}{\\tau}",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {
    temperature: {
      kind: "number",
      default: 0.1,
      above: 0,
      trainable: true,
      doc: "Difference of scores over which items change places.",
    },
  },
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Qin et al. 2010, doi:10.1007/s10791-009-9124-x"],
  reference: {},
};
export default spec;
