import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { expandDims, squeeze } from "../../ops/axes.ts";
import { where as select } from "../../ops/compare.ts";
import { pow } from "../../ops/exponential.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { alignLabels, classAxis } from "../classes.ts";
import { classDistance } from "../ordinal.ts";
import { diagonal } from "../pairwise.ts";
import type { LossSpec } from "../spec.ts";

export interface ClassDistanceWeightedOptions {
  /** Exponent of the distance from the label. Default 5. */
  readonly alpha?: number;
}

/**
 * Class distance weighted cross-entropy: the surprise at not being each wrong class, times its distance from the label to a
 * power.
 * @param yTrue class indices in order, [batch, ...], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for probabilities
 */
export function classDistanceWeighted(
  yTrue: Tensor,
  yPred: Tensor,
  { alpha = 5 }: ClassDistanceWeightedOptions = {},
): Tensor {
  const axis = classAxis("classDistanceWeighted", yPred, -1, true);
  const { index } = alignLabels("classDistanceWeighted", yTrue, yPred, axis, undefined);
  const classes = yPred.shape[axis] as number;
  const weight = pow(classDistance(squeeze(index, axis), classes, yPred), alpha);
  const others = select(diagonal(classes), Number.NEGATIVE_INFINITY, expandDims(yPred, -2));
  const logOthers = sub(logSumExp(others, { axes: -1 }), logSumExp(yPred, { axes: -1, keepDims: true }));
  return neg(sum(mul(weight, logOthers), { axes: -1 }));
}

const spec: LossSpec<ClassDistanceWeightedOptions> = {
  fn: classDistanceWeighted,
  aliases: ["CDWCELoss", "CDW_CE"],
  family: "classification",
  tasks: ["ordinal", "multiclass"],
  summary: "Surprise at each wrong class by its distance from the label.",
  formula: "-\\sum_c |c - y|^\\alpha \\log(1 - \\hat{y}_c)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    alpha: { kind: "number", default: 5, above: 0, doc: "Exponent of the distance from the label." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Polat et al. 2022, arXiv:2202.05167"],
  reference: {},
};
export default spec;
