import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { discountOf, hasRelevant, normalisedGains, readLists, smoothRanksOf } from "../lists.ts";
import type { LossSpec } from "../spec.ts";

export interface ApproxNdcgOptions {
  /** Difference of scores over which two items change places; towards 0 the loss becomes 1 - NDCG itself. Default 0.1. */
  readonly temperature?: TensorLike;
}

/**
 * 1 - NDCG with ranks made smooth: each item counts before another by the sigmoid of their difference of scores.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch], from 0 to 1; lists without a relevant item are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function approxNdcg(yTrue: Tensor, yPred: Tensor, { temperature = 0.1 }: ApproxNdcgOptions = {}): Tensor {
  const lists = readLists("approxNdcg", yTrue, yPred);
  const discounts = discountOf(smoothRanksOf(lists, temperature));
  return sub(1, sum(mul(normalisedGains(lists), discounts), { axes: 1 }));
}

const spec: LossSpec<ApproxNdcgOptions> = {
  fn: approxNdcg,
  mask: (yTrue) => hasRelevant(yTrue),
  aliases: ["ApproxNDCGLoss", "approx_ndcg_loss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "1 - NDCG with smooth ranks.",
  formula:
    "1 - \\frac{1}{\\mathrm{DCG}^*} \\sum_i \\frac{2^{y_i} - 1}{\\log_2(1 + r_i)}, \\quad r_i = 1 + \\sum_{j \\ne i} \\operatorname{sigmoid} \\frac{s_j - s_i}{\\tau}",
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
  cite: ["Qin et al. 2010, doi:10.1007/s10791-009-9124-x", "Bruch et al. 2019, doi:10.1145/3331184.3331347"],
  reference: {},
};
export default spec;
