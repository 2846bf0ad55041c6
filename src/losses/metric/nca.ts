import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { mul, neg } from "../../ops/arithmetic.ts";
import { where } from "../../ops/compare.ts";
import { surprise } from "../contrast.ts";
import { asIsParam, labelledInputs } from "../labelled.ts";
import { maskedLogSumExp } from "../masked.ts";
import { anchorsWith, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface NcaOptions {
  /** Factor of the squared distances. Default 1. */
  readonly scale?: TensorLike;
  /** Scale embeddings to length 1 first. Default false. */
  readonly normalize?: boolean;
}

/**
 * Neighbourhood components analysis: -log of the chance that a neighbour, drawn by a softmax over squared distances, is of
 * the anchor's class.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function nca(labels: Tensor, embeddings: Tensor, { scale = 1, normalize = false }: NcaOptions = {}): Tensor {
  const { positive, negative } = labelledPairs("nca", labels, embeddings);
  const closeness = neg(mul(distancesWithin(embeddings, normalize, "squaredEuclidean"), scale));
  const hasPositive = anchorsWith(labels, "positive");
  const ofPositives = where(hasPositive, maskedLogSumExp(closeness, positive), 0);
  return where(hasPositive, surprise(ofPositives, maskedLogSumExp(closeness, negative)), 0);
}

const spec: LossSpec<NcaOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: nca,
  mask: (labels) => anchorsWith(labels, "positive"),
  aliases: [{ name: "NCALoss", options: { normalize: true } }, "neighbourhood_components_analysis"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Surprise that a random neighbour, the nearer the likelier, is of the anchor's class.",
  formula: "-\\log \\frac{\\sum_p e^{-s \\|a - p\\|^2}}{\\sum_{k \\ne a} e^{-s \\|a - k\\|^2}}",
  inputs: labelledInputs,
  coupled: true,
  params: {
    scale: { kind: "number", default: 1, above: 0, trainable: true, doc: "Factor of the squared distances." },
    normalize: asIsParam,
  },
  minimum: 0,
  kinks: [],
  cite: ["Goldberger et al. 2004, Neighbourhood Components Analysis"],
  reference: { pml: { name: "NCALoss", differs: "scales embeddings to length 1" } },
};
export default spec;
