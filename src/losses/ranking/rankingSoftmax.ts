import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { hasItems, readLists } from "../lists.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Softmax cross-entropy over a list: the surprise at each item as the first of the list, times its relevance.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists of padding only are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function rankingSoftmax(yTrue: Tensor, yPred: Tensor): Tensor {
  const { isReal, relevance, scores } = readLists("rankingSoftmax", yTrue, yPred);
  const total = logSumExp(select(isReal, scores, Number.NEGATIVE_INFINITY), { axes: 1, keepDims: true });
  return sum(mul(relevance, select(isReal, sub(total, scores), 0)), { axes: 1 });
}

const spec: LossSpec<Record<never, never>> = {
  fn: rankingSoftmax,
  mask: (yTrue) => hasItems(yTrue),
  aliases: ["ranking_softmax_loss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Softmax cross-entropy over a list, each item weighted by its relevance.",
  formula: "-\\sum_i y_i \\log \\frac{e^{s_i}}{\\sum_j e^{s_j}}",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {},
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Cao et al. 2007, doi:10.1145/1273496.1273513", "Bruch et al. 2019, doi:10.1145/3341981.3344221"],
  reference: {
    optax: { name: "ranking_softmax_loss", differs: "padding is a mask, `where`; here it is a relevance below 0" },
  },
};
export default spec;
