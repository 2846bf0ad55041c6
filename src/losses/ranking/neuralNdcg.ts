import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { constant } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { sum } from "../../ops/structure.ts";
import { discountOf, hasRelevant, normalisedGains, readLists } from "../lists.ts";
import { softPermutation } from "../neural-sort.ts";
import type { LossSpec } from "../spec.ts";

export interface NeuralNdcgOptions {
  /** How soft the sorting is; towards 0 the loss becomes 1 - NDCG itself. Default 1. */
  readonly temperature?: TensorLike;
  /** Rounds of scaling that make the soft sorting use each item once. Default 20. */
  readonly iterations?: number;
}

/**
 * NeuralNDCG: 1 - NDCG of the gains sorted by score with NeuralSort, a smooth permutation.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists without a relevant item are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function neuralNdcg(
  yTrue: Tensor,
  yPred: Tensor,
  { temperature = 1, iterations = 20 }: NeuralNdcgOptions = {},
): Tensor {
  const lists = readLists("neuralNdcg", yTrue, yPred);
  const places = Array.from({ length: yPred.shape[1] as number }, (_, i) => i + 1);
  const discounts = discountOf(constant(places, { dtype: yPred.dtype }));
  const gains = expandDims(normalisedGains(lists), 1);
  const sorted = sum(mul(softPermutation(lists, temperature, iterations), gains), { axes: 2 });
  return sub(1, sum(mul(sorted, discounts), { axes: 1 }));
}

const spec: LossSpec<NeuralNdcgOptions> = {
  fn: neuralNdcg,
  mask: (yTrue) => hasRelevant(yTrue),
  aliases: [],
  family: "ranking",
  tasks: ["ranking"],
  summary: "1 - NDCG of gains in a smooth order by score.",
  formula:
    "1 - \\frac{1}{\\mathrm{DCG}^*} \\sum_i \\frac{(P \\, g)_i}{\\log_2(1 + i)}, \\quad P_{ij} \\propto \\exp \\frac{(n + 1 - 2 i) s_j - \\sum_k |s_j - s_k|}{\\tau}",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: {
    temperature: { kind: "number", default: 1, above: 0, trainable: true, doc: "How soft the sorting is." },
    iterations: { kind: "integer", default: 20, min: 0, doc: "Rounds of scaling to a doubly stochastic matrix." },
  },
  sizes: { items: 6 },
  minimum: null,
  kinks: [
    {
      at: "two scores are equal",
      gradient: "their distance counts with slope 0",
      point: {
        inputs: { yTrue: [[1, 0]], yPred: [[0, 0]] },
        gradients: { yPred: [[-0.09226756160713, 0.09226756160713]] },
      },
    },
  ],
  cite: ["Pobrotyn and Bialobrzeski 2021, arXiv:2102.07831", "Grover et al. 2019, arXiv:1903.08850"],
  reference: {},
};
export default spec;
