import type { Tensor } from "../../core/tensor.ts";
import { type Surrogate, surrogateOf } from "../binary-pairs.ts";
import { requireAlike } from "../elementwise.ts";
import { differences, hasPreference, isPreferred, meanOverPairs } from "../lists.ts";
import { bindShapes } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface MultilabelRankingOptions {
  /** What a pair costs, by how far the label that is 1 is above. Default "hinge". */
  readonly surrogate?: Surrogate;
  /** How far labels that are 1 have to be above those that are 0; not for "logistic". Default 1. */
  readonly margin?: number;
}

/**
 * Pairwise ranking of an example's labels: the mean cost of the pairs of a label that is 1 and one that is 0, a surrogate of
 * the label ranking loss.
 * @param yTrue 0 or 1 for each label, [batch, labels]
 * @param yPred scores, the same shape
 * @returns [batch]; examples whose labels are all alike are left out of the mean
 * @throws ShapeError when the shapes differ
 */
export function multilabelRanking(
  yTrue: Tensor,
  yPred: Tensor,
  { surrogate = "hinge", margin = 1 }: MultilabelRankingOptions = {},
): Tensor {
  bindShapes("multilabelRanking", { yTrue: [yTrue, "[batch, labels]"], yPred: [yPred, "[batch, labels]"] });
  requireAlike("multilabelRanking", yTrue, yPred);
  return meanOverPairs(surrogateOf(surrogate, differences(yPred), margin), isPreferred(yTrue));
}

const spec: LossSpec<MultilabelRankingOptions> = {
  fn: multilabelRanking,
  mask: (yTrue) => hasPreference(yTrue),
  aliases: ["labelRanking"],
  family: "classification",
  tasks: ["multilabel", "ranking"],
  summary: "Mean cost of the pairs of a label that is there and one that is not.",
  formula: "\\operatorname{mean}_{u: y_u = 1, \\, v: y_v = 0} \\max(0, m - (s_u - s_v))",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, labels]", min: 0, max: 1 },
    { name: "yPred", domain: "real", shape: "[batch, labels]", grad: true },
  ],
  params: {
    surrogate: {
      kind: "choice",
      default: "hinge",
      choices: ["hinge", "squaredHinge", "logistic", "square"],
      example: "logistic",
      doc: "What a pair costs, by how far the label that is 1 is above.",
    },
    margin: {
      kind: "number",
      default: 1,
      min: 0,
      doc: 'How far labels that are 1 have to be above those that are 0; not for "logistic".',
    },
  },
  sizes: { labels: 6 },
  minimum: 0,
  kinks: [
    {
      at: "a lead of exactly the margin, hinge",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 0]], yPred: [[2, 1]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Gong et al. 2013, arXiv:1312.4894", "Zhang and Zhou 2006, doi:10.1109/TKDE.2006.162"],
  reference: {},
};
export default spec;
