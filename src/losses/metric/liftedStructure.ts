import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { logAddExp } from "../../ops/exponential.ts";
import { asIsParam, distanceKinks, labelledInputs } from "../labelled.ts";
import { maskedLogSumExp, maskedMean } from "../masked.ts";
import { anchorsWith, distancesWithin, labelledPairs } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface LiftedStructureOptions {
  /** Distance that negatives should exceed. Default 1. */
  readonly negMargin?: number;
  /** Taken from the distance of a positive. Default 0. */
  readonly posMargin?: number;
  /** Scale embeddings to length 1 first. Default false. */
  readonly normalize?: boolean;
}

/**
 * Lifted structure loss: each positive pair against a soft maximum over all negatives of either end.
 * @param labels which examples belong together, [batch] integers
 * @param embeddings [batch, dim]
 * @returns [batch], a mean over positives; anchors without a positive or without a negative do not count
 * @throws ShapeError unless there is one label per embedding, DTypeError unless labels are integers and embeddings floats
 */
export function liftedStructure(
  labels: Tensor,
  embeddings: Tensor,
  { negMargin = 1, posMargin = 0, normalize = false }: LiftedStructureOptions = {},
): Tensor {
  const { positive, negative } = labelledPairs("liftedStructure", labels, embeddings);
  const d = distancesWithin(embeddings, normalize);
  const ofNegatives = maskedLogSumExp(sub(negMargin, d), negative);
  const ofEither = logAddExp(expandDims(ofNegatives, 1), expandDims(ofNegatives, 0));
  return maskedMean(mul(0.5, square(relu(add(sub(d, posMargin), ofEither)))), positive, { axes: -1 });
}

const spec: LossSpec<LiftedStructureOptions, [labels: Tensor, embeddings: Tensor]> = {
  fn: liftedStructure,
  mask: (labels) => anchorsWith(labels, "both"),
  aliases: [{ name: "LiftedStructureLoss", options: { normalize: true } }, "lifted_struct_loss"],
  family: "metric",
  tasks: ["embeddings"],
  summary: "Each positive pair against a soft maximum over the negatives of both.",
  formula:
    "\\operatorname{mean}_p \\tfrac12 \\Bigl[d(a, p) + \\log\\Bigl(\\sum_n e^{m - d(a, n)} + \\sum_n e^{m - d(p, n)}\\Bigr)\\Bigr]_+^2",
  inputs: labelledInputs,
  coupled: true,
  params: {
    negMargin: { kind: "number", default: 1, doc: "Distance that negatives should exceed." },
    posMargin: { kind: "number", default: 0, doc: "Taken from the distance of a positive." },
    normalize: asIsParam,
  },
  minimum: 0,
  kinks: distanceKinks,
  cite: ["Song et al. 2016, arXiv:1511.06452"],
  reference: {
    pml: { name: "LiftedStructureLoss", differs: "scales embeddings to length 1; mean over the pairs of the batch" },
  },
};
export default spec;
