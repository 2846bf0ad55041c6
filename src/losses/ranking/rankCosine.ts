import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { sum } from "../../ops/structure.ts";
import { hasRelevant, readLists } from "../lists.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Half the cosine distance between the relevances of a list and its scores: independent of the scores' scale.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch], from 0 to 1; lists without a relevant item are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function rankCosine(yTrue: Tensor, yPred: Tensor): Tensor {
  const { relevance, scores } = readLists("rankCosine", yTrue, yPred);
  const cosine = sum(mul(l2Normalize(relevance), l2Normalize(scores)), { axes: 1 });
  return mul(sub(1, cosine), 0.5);
}

const spec: LossSpec<Record<never, never>> = {
  fn: rankCosine,
  mask: (yTrue) => hasRelevant(yTrue),
  aliases: [],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Half the cosine distance between the relevances and the scores of a list.",
  formula: "\\frac12 \\Bigl( 1 - \\frac{y \\cdot s}{\\|y\\| \\|s\\|} \\Bigr)",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {},
  sizes: { items: 6 },
  minimum: 0,
  kinks: [
    {
      at: "all scores are 0",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[0, 0]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Qin et al. 2008, Query-level loss functions for information retrieval"],
  reference: {},
};
export default spec;
