import type { Tensor } from "../../core/tensor.ts";
import { div, mul, sub } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { log } from "../../ops/exponential.ts";
import { any, logSumExp } from "../../ops/reduce.ts";
import { hasPair, readPairs, type Surrogate, surrogateOf } from "../binary-pairs.ts";
import type { LossSpec } from "../spec.ts";

export interface PartialAucOptions {
  /** What a pair costs, by how far the positive is above. Default "squaredHinge". */
  readonly surrogate?: Surrogate;
  /** How far a positive has to be above; not for "logistic". Default 1. */
  readonly margin?: number;
  /** Small ones stress the hardest negatives, large ones give pairwiseAuc. Default 1. */
  readonly temperature?: number;
}

/**
 * Soft one-way partial AUC: of each positive, the cost of its pairs with the negatives of the batch, the hardest of which
 * lead: a soft maximum, the worst case over reweighted negatives with a penalty for straying from uniform weights.
 * @param yTrue 0 or 1, [batch]
 * @param yPred scores, [batch]
 * @returns [batch]; only positives count, and none do in a batch without negatives
 * @throws ShapeError when the shapes do not fit
 */
export function partialAuc(
  yTrue: Tensor,
  yPred: Tensor,
  { surrogate = "squaredHinge", margin = 1, temperature = 1 }: PartialAucOptions = {},
): Tensor {
  const { lead, isNegative, count } = readPairs("partialAuc", yTrue, yPred);
  const costs = div(surrogateOf(surrogate, lead, margin), temperature);
  const soft = logSumExp(select(isNegative, costs, Number.NEGATIVE_INFINITY), { axes: 1 });
  return mul(select(any(isNegative), sub(soft, log(count)), 0), temperature);
}

const spec: LossSpec<PartialAucOptions> = {
  fn: partialAuc,
  mask: (yTrue) => hasPair(yTrue),
  aliases: ["PAUCLoss", "pAUC_DRO_Loss"],
  family: "classification",
  tasks: ["binary", "imbalance", "ranking"],
  summary: "Surrogate of 1 - AUC in which the highest negatives count most.",
  formula:
    "\\operatorname{mean}_{i: y_i = 1} \\tau \\log \\operatorname{mean}_{j: y_j = 0} e^{\\ell(s_i - s_j) / \\tau}",
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
    temperature: { kind: "number", default: 1, above: 0, doc: "Small ones stress the hardest negatives." },
  },
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Zhu et al. 2022, arXiv:2203.00176"],
  reference: {},
};
export default spec;
