import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { differences, hasPreference, isPreferred, readLists } from "../lists.ts";
import { maskedMean } from "../masked.ts";
import type { LossSpec } from "../spec.ts";

export interface RankNetOptions {
  /** Slope of the sigmoid: how sure a difference of 1 makes. Default 1. */
  readonly sigma?: TensorLike;
}

/**
 * RankNet: cross-entropy of the order of each pair, whose probability is the sigmoid of the difference of scores; the mean
 * over the pairs of a list of which one item is more relevant.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists in which no item is more relevant than another are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function rankNet(yTrue: Tensor, yPred: Tensor, { sigma = 1 }: RankNetOptions = {}): Tensor {
  const { scores } = readLists("rankNet", yTrue, yPred);
  return maskedMean(softplus(neg(mul(differences(scores), sigma))), isPreferred(yTrue), { axes: [1, 2] });
}

const spec: LossSpec<RankNetOptions> = {
  fn: rankNet,
  mask: (yTrue) => hasPreference(yTrue),
  aliases: ["RankNetLoss", "PairwiseLogisticLoss", "pairwise_logistic_loss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Cross-entropy of the order of each pair of a list.",
  formula: "\\operatorname{mean}_{i, j: y_i > y_j} \\log(1 + e^{-\\sigma (s_i - s_j)})",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: { sigma: { kind: "number", default: 1, above: 0, trainable: true, doc: "Slope of the sigmoid." } },
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Burges et al. 2005, doi:10.1145/1102351.1102363"],
  reference: {},
};
export default spec;
