import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { differences, hasPreference, isPreferred, pairWeights, readLists } from "../lists.ts";
import { maskedSum } from "../masked.ts";
import type { LossSpec } from "../spec.ts";

export interface LambdaLossOptions {
  /** Slope of the sigmoid: how sure a difference of 1 makes. Default 1. */
  readonly sigma?: TensorLike;
  /** The paper's NDCG-Loss2, or NDCG-Loss2++, which adds LambdaRank's weights. Default "ndcgLoss2". */
  readonly weights?: "ndcgLoss2" | "ndcgLoss2PP";
  /** Factor of the weights of NDCG-Loss2 in NDCG-Loss2++. Default 10. */
  readonly mu?: number;
}

/**
 * LambdaLoss with the weights of NDCG-Loss2, a bound on the loss in NDCG: each pair counts by its difference of gains and
 * by the discounts at its distance in rank, held constant; in bits, summed over the pairs of a list.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists in which no item is more relevant than another are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function lambdaLoss(
  yTrue: Tensor,
  yPred: Tensor,
  { sigma = 1, weights = "ndcgLoss2", mu = 10 }: LambdaLossOptions = {},
): Tensor {
  const lists = readLists("lambdaLoss", yTrue, yPred);
  const { byRank, byDistance } = pairWeights(lists);
  const weight = weights === "ndcgLoss2" ? byDistance : add(byRank, mul(byDistance, mu));
  const loss = mul(softplus(neg(mul(differences(lists.scores), sigma))), Math.LOG2E);
  return maskedSum(mul(weight, loss), isPreferred(yTrue), { axes: [1, 2] });
}

const spec: LossSpec<LambdaLossOptions> = {
  fn: lambdaLoss,
  mask: (yTrue) => hasPreference(yTrue),
  aliases: ["ndcgLoss2", { name: "ndcgLoss2PP", options: { weights: "ndcgLoss2PP" } }],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Pairs weighted so that their sum bounds the loss in NDCG.",
  formula:
    "\\sum_{i, j: y_i > y_j} w_{ij} |G_i - G_j| \\log_2(1 + e^{-\\sigma (s_i - s_j)}), \\quad w_{ij} = \\tfrac{1}{D_{|r_i - r_j|}} - \\tfrac{1}{D_{|r_i - r_j| + 1}}",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {
    sigma: { kind: "number", default: 1, above: 0, trainable: true, doc: "Slope of the sigmoid." },
    weights: {
      kind: "choice",
      default: "ndcgLoss2",
      choices: ["ndcgLoss2", "ndcgLoss2PP"],
      doc: "The paper's weights.",
    },
    mu: { kind: "number", default: 10, min: 0, doc: "Factor of the weights of NDCG-Loss2 in NDCG-Loss2++." },
  },
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2018, doi:10.1145/3269206.3271784"],
  reference: {},
};
export default spec;
