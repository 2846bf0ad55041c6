import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { softplus } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { requireCutpoints, sidesOf, thresholdsOf } from "../ordinal.ts";
import type { LossSpec } from "../spec.ts";

export interface AllThresholdOptions {
  /** Number of cutpoints: classes less 1. Default as many as `cutpoints` has. */
  readonly thresholds?: number;
  /** Only the thresholds next to the class count. Default false. */
  readonly immediate?: boolean;
}

/**
 * Threshold loss for ordered classes: the logistic loss of the score being on the wrong side of each threshold, summed. All
 * thresholds bound the absolute error in classes; the immediate ones bound the zero-one error.
 * @param yTrue class indices in order, [batch, ...], int32 or int64
 * @param yPred scores on a line, the same shape
 * @param cutpoints trained with the network, [thresholds]: the first threshold, then the distances before softplus
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers
 */
export function allThreshold(
  yTrue: Tensor,
  yPred: Tensor,
  cutpoints: Tensor,
  { immediate = false }: AllThresholdOptions = {},
): Tensor {
  requireCutpoints("allThreshold", yTrue, yPred, cutpoints);
  const { side, isNext } = sidesOf("allThreshold", yTrue, cutpoints);
  const distance = mul(side, sub(expandDims(yPred, -1), thresholdsOf(cutpoints)));
  const losses = softplus(neg(distance));
  return sum(immediate ? mul(losses, isNext) : losses, { axes: -1 });
}

const spec: LossSpec<AllThresholdOptions, [yTrue: Tensor, yPred: Tensor, cutpoints: Tensor]> = {
  fn: allThreshold,
  aliases: [{ name: "immediateThreshold", options: { immediate: true } }],
  family: "classification",
  tasks: ["ordinal"],
  summary: "Logistic losses of a score on the wrong side of the thresholds between ordered classes.",
  formula:
    "\\sum_k \\log \\bigl( 1 + e^{\\mp_k (s - \\theta_k)} \\bigr), \\quad \\mp_k = - \\text{ if } y > k \\text{ else } +",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
    {
      name: "cutpoints",
      domain: "real",
      shape: "[thresholds]",
      grad: true,
      variable: { trainable: true, initial: "zeros" },
    },
  ],
  params: {
    thresholds: { kind: "integer", default: null, min: 1, doc: "Number of cutpoints: classes less 1." },
    immediate: { kind: "flag", default: false, doc: "Only the thresholds next to the class count." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Rennie and Srebro 2005, Loss functions for preference levels: regression with discrete ordered labels"],
  reference: {},
};
export default spec;
