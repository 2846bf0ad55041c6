import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { asIsParam, distanceKinks, labelledInputs } from "../labelled.ts";
import { maskedLogSumExp } from "../masked.ts";
import { anchorsWith, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface GeneralizedLiftedStructureOptions {
  /** Distance that negatives should exceed. Default 1. */
  readonly negMargin?: number;
  /** Taken from the distances of positives. Default 0. */
  readonly posMargin?: number;
  /** Scale embeddings to length 1 first. Default false. */
  readonly normalize?: boolean;
}

/**
 * Generalised lifted structure loss: a soft maximum over an anchor's positives against one over its negatives.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch]; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function generalizedLiftedStructure(
  labels: Tensor,
  embeddings: Tensor,
  { negMargin = 1, posMargin = 0, normalize = false }: GeneralizedLiftedStructureOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("generalizedLiftedStructure", labels, embeddings);
  const d = distancesWithin(embeddings, normalize);
  const ofPositives = maskedLogSumExp(sub(d, posMargin), positive);
  return relu(add(ofPositives, maskedLogSumExp(sub(negMargin, d), negative)));
}

const spec: LossSpec<GeneralizedLiftedStructureOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: generalizedLiftedStructure,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: [{ name: "GeneralizedLiftedStructureLoss", options: { normalize: true } }],
  family: "metric",
  tasks: ["embeddings"],
  summary: "A soft maximum over an anchor's positives against one over its negatives.",
  formula: "\\Bigl[\\log \\sum_p e^{d(a, p)} + \\log \\sum_n e^{m - d(a, n)}\\Bigr]_+",
  inputs: labelledInputs,
  coupled: true,
  params: {
    negMargin: { kind: "number", default: 1, doc: "Distance that negatives should exceed." },
    posMargin: { kind: "number", default: 0, doc: "Taken from the distances of positives." },
    normalize: asIsParam,
  },
  minimum: 0,
  kinks: distanceKinks,
  cite: ["Hermans et al. 2017, arXiv:1703.07737"],
  reference: { pml: { name: "GeneralizedLiftedStructureLoss", differs: "scales embeddings to length 1" } },
};
export default spec;
