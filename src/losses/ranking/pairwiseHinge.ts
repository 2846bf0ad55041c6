import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { sub } from "../../ops/arithmetic.ts";
import { differences, hasPreference, isPreferred, readLists } from "../lists.ts";
import { maskedMean } from "../masked.ts";
import type { LossSpec } from "../spec.ts";

export interface PairwiseHingeOptions {
  /** How far a more relevant item has to be above a less relevant one. Default 1. */
  readonly margin?: number;
}

/**
 * Hinge on the differences of scores: the mean over the pairs of a list of which one item is more relevant.
 * @param yTrue relevance, [batch, items]; below 0: padding
 * @param yPred scores, the same shape
 * @returns [batch]; lists in which no item is more relevant than another are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function pairwiseHinge(yTrue: Tensor, yPred: Tensor, { margin = 1 }: PairwiseHingeOptions = {}): Tensor {
  const { scores } = readLists("pairwiseHinge", yTrue, yPred);
  return maskedMean(relu(sub(margin, differences(scores))), isPreferred(yTrue), { axes: [1, 2] });
}

const spec: LossSpec<PairwiseHingeOptions> = {
  fn: pairwiseHinge,
  mask: (yTrue) => hasPreference(yTrue),
  aliases: ["PairwiseHingeLoss", "pairwise_hinge_loss"],
  family: "ranking",
  tasks: ["ranking"],
  summary: "Hinge on the differences of scores of the pairs of a list.",
  formula: "\\operatorname{mean}_{i, j: y_i > y_j} \\max(0, m - (s_i - s_j))",
  inputs: [
    { name: "yTrue", domain: "relevance", shape: "[batch, items]" },
    { name: "yPred", domain: "real", shape: "[batch, items]", grad: true },
  ],
  params: { margin: { kind: "number", default: 1, min: 0, doc: "How far apart two scores have to be." } },
  sizes: { items: 6 },
  minimum: 0,
  kinks: [
    {
      at: "s_i - s_j = m",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[2, 1]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Joachims 2002, doi:10.1145/775047.775067"],
  reference: {},
};
export default spec;
