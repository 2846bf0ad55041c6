import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { logProbabilitiesOf, oneHotLabels, probabilityOfLabel } from "../labels.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface AsymmetricSingleLabelOptions {
  /** Focusing exponent of the other classes. Default 4. */
  readonly gammaNegative?: number;
  /** Focusing exponent of the label. Default 0. */
  readonly gammaPositive?: number;
  /** Moves targets towards uniform. Default 0.1. */
  readonly labelSmoothing?: number;
}

/**
 * Asymmetric loss for one label an example: smoothed cross-entropy in which the label's term is focused by what it lacks of
 * probability 1, and each other class's by its probability.
 * @param yTrue class indices, [batch, ...], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when the shapes do not fit; DomainError for probabilities
 */
export function asymmetricSingleLabel(
  yTrue: Tensor,
  yPred: Tensor,
  { gammaNegative = 4, gammaPositive = 0, labelSmoothing = 0.1 }: AsymmetricSingleLabelOptions = {},
): Tensor {
  const where = "asymmetricSingleLabel";
  const { log, rest } = probabilityOfLabel(where, yTrue, yPred, true);
  const logs = logProbabilitiesOf(yPred, true);
  const isOther = sub(1, oneHotLabels(where, yTrue, yPred, true));
  const uniform = labelSmoothing / (yPred.shape.at(-1) as number);
  const ofLabel = mul(mul(powerOrZero(rest, gammaPositive), log), 1 - labelSmoothing + uniform);
  const ofOthers = sum(mul(isOther, mul(exp(mul(logs, gammaNegative)), logs)), { axes: -1 });
  return neg(add(ofLabel, mul(ofOthers, uniform)));
}

const spec: LossSpec<AsymmetricSingleLabelOptions> = {
  fn: asymmetricSingleLabel,
  aliases: ["ASLSingleLabel"],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "Smoothed cross-entropy with a focusing exponent for the label and one for the other classes.",
  formula:
    "-\\sum_c t_c w_c \\log \\hat{y}_c, \\quad w_y = (1 - \\hat{y}_y)^{\\gamma_+}, \\; w_{c \\ne y} = \\hat{y}_c^{\\gamma_-}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    gammaNegative: { kind: "number", default: 4, min: 0, doc: "Focusing exponent of the other classes." },
    gammaPositive: { kind: "number", default: 0, min: 0, doc: "Focusing exponent of the label." },
    labelSmoothing: { kind: "number", default: 0.1, min: 0, max: 1, doc: "Moves targets towards uniform." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Ben-Baruch et al. 2020, arXiv:2009.14119"],
  reference: {},
};
export default spec;
