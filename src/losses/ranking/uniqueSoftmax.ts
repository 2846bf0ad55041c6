import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { where as select } from "../../ops/compare.ts";
import { softplus } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { gainOf, hasPreference, isPreferred, readLists } from "../lists.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Unique softmax: the surprise at each item as the first among itself and the items less relevant, times its gain. Items of
 * equal relevance do not compete.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists in which no item is more relevant than another are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function uniqueSoftmax(yTrue: Tensor, yPred: Tensor): Tensor {
  const { relevance, scores } = readLists("uniqueSoftmax", yTrue, yPred);
  const others = select(isPreferred(yTrue), expandDims(scores, 1), Number.NEGATIVE_INFINITY);
  const lead = sub(scores, logSumExp(others, { axes: 2 }));
  return sum(mul(gainOf(relevance), softplus(mul(lead, -1))), { axes: 1 });
}

const spec: LossSpec<Record<never, never>> = {
  fn: uniqueSoftmax,
  mask: (yTrue) => hasPreference(yTrue),
  aliases: ["UniqueSoftmaxLoss", "unique_softmax_loss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Softmax of each item against those less relevant, times its gain.",
  formula: "\\sum_i (2^{y_i} - 1) \\log \\Bigl( 1 + \\sum_{j: y_j < y_i} e^{s_j - s_i} \\Bigr)",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {},
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Zhu and Klabjan 2020, arXiv:2001.01828"],
  reference: {},
};
export default spec;
