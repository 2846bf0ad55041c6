import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { differences, hasPreference, isPreferred, pairWeights, readLists } from "../lists.ts";
import { maskedSum } from "../masked.ts";
import type { LossSpec } from "../spec.ts";

export interface LambdaRankOptions {
  /** Slope of the sigmoid: how sure a difference of 1 makes. Default 1. */
  readonly sigma?: TensorLike;
}

/**
 * LambdaRank: RankNet's loss of each pair times what exchanging the two would change in NDCG, held constant; summed over
 * the pairs of a list. Of equal scores the first item has the better rank.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists in which no item is more relevant than another are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function lambdaRank(yTrue: Tensor, yPred: Tensor, { sigma = 1 }: LambdaRankOptions = {}): Tensor {
  const lists = readLists("lambdaRank", yTrue, yPred);
  const loss = softplus(neg(mul(differences(lists.scores), sigma)));
  return maskedSum(mul(pairWeights(lists).byRank, loss), isPreferred(yTrue), { axes: [1, 2] });
}

const spec: LossSpec<LambdaRankOptions> = {
  fn: lambdaRank,
  mask: (yTrue) => hasPreference(yTrue),
  aliases: ["LambdaRankLoss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "RankNet with pairs weighted by what exchanging them would change in NDCG.",
  formula: "\\sum_{i, j: y_i > y_j} |\\Delta \\mathrm{NDCG}_{ij}| \\log(1 + e^{-\\sigma (s_i - s_j)})",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: { sigma: { kind: "number", default: 1, above: 0, trainable: true, doc: "Slope of the sigmoid." } },
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Burges et al. 2006, Learning to rank with nonsmooth cost functions"],
  reference: {},
};
export default spec;
