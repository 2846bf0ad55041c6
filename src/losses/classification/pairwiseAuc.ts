import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { sum } from "../../ops/structure.ts";
import { hasPair, readPairs, type Surrogate, surrogateOf } from "../binary-pairs.ts";
import type { LossSpec } from "../spec.ts";

export interface PairwiseAucOptions {
  /** What a pair costs, by how far the positive is above. Default "squaredHinge". */
  readonly surrogate?: Surrogate;
  /** How far a positive has to be above; not for "logistic". Default 1. */
  readonly margin?: number;
}

/**
 * 1 - AUC with a surrogate for the step: of each positive, the mean cost of its pairs with the negatives of the batch.
 * @param yTrue 0 or 1, [batch]
 * @param yPred scores, [batch]
 * @returns [batch]; only positives count, and none do in a batch without negatives
 * @throws ShapeError when the shapes do not fit
 */
export function pairwiseAuc(
  yTrue: Tensor,
  yPred: Tensor,
  { surrogate = "squaredHinge", margin = 1 }: PairwiseAucOptions = {},
): Tensor {
  const { lead, isNegative, count } = readPairs("pairwiseAuc", yTrue, yPred);
  return div(sum(select(isNegative, surrogateOf(surrogate, lead, margin), 0), { axes: 1 }), count);
}

const spec: LossSpec<PairwiseAucOptions> = {
  fn: pairwiseAuc,
  mask: (yTrue) => hasPair(yTrue),
  aliases: ["PairwiseAUCLoss", "aucLoss"],
  family: "classification",
  tasks: ["binary", "imbalance", "ranking"],
  summary: "Cost of negatives scored near or above each positive: a surrogate of 1 - AUC.",
  formula: "\\operatorname{mean}_{i: y_i = 1} \\operatorname{mean}_{j: y_j = 0} \\max(0, m - (s_i - s_j))^2",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch]", min: 0, max: 1 },
    { name: "yPred", domain: "real", shape: "[batch]", grad: true },
  ],
  params: {
    surrogate: {
      kind: "choice",
      default: "squaredHinge",
      choices: ["squaredHinge", "hinge", "logistic", "square"],
      example: "logistic",
      doc: "What a pair costs, by how far the positive is above.",
    },
    margin: { kind: "number", default: 1, min: 0, doc: 'How far a positive has to be above; not for "logistic".' },
  },
  coupled: true,
  minimum: 0,
  kinks: [
    {
      at: "a lead of exactly the margin, hinge",
      gradient: "0",
      point: {
        inputs: { yTrue: [1, 0], yPred: [2, 1] },
        options: { surrogate: "hinge" },
        gradients: { yPred: [0, 0] },
      },
    },
  ],
  cite: ["Gao and Zhou 2015, arXiv:1208.0645"],
  reference: {},
};
export default spec;
