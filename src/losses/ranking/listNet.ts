import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { where as select } from "../../ops/compare.ts";
import { exp } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { hasItems, readLists } from "../lists.ts";
import type { LossSpec } from "../spec.ts";

/**
 * ListNet: cross-entropy between the probabilities of each item to be first, by relevance and by score.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists of padding only are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function listNet(yTrue: Tensor, yPred: Tensor): Tensor {
  const { isReal, relevance, scores } = readLists("listNet", yTrue, yPred);
  const total = (x: Tensor): Tensor =>
    logSumExp(select(isReal, x, Number.NEGATIVE_INFINITY), { axes: 1, keepDims: true });
  const target = exp(select(isReal, sub(relevance, total(relevance)), Number.NEGATIVE_INFINITY));
  return sum(mul(target, select(isReal, sub(total(scores), scores), 0)), { axes: 1 });
}

const spec: LossSpec<Record<never, never>> = {
  fn: listNet,
  mask: (yTrue) => hasItems(yTrue),
  aliases: ["ListNetLoss", "list_net_loss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Cross-entropy between the chances of each item to be first, by relevance and by score.",
  formula: "-\\sum_i \\frac{e^{y_i}}{\\sum_j e^{y_j}} \\log \\frac{e^{s_i}}{\\sum_j e^{s_j}}",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {},
  sizes: { items: 6 },
  minimum: 0,
  kinks: [],
  cite: ["Cao et al. 2007, doi:10.1145/1273496.1273513"],
  reference: {},
};
export default spec;
