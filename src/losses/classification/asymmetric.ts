import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp, logSigmoid } from "../../ops/exponential.ts";
import { checkLogits } from "../domain.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { loweredLog } from "../focal.ts";
import type { LossSpec } from "../spec.ts";

export interface AsymmetricOptions {
  /** Focusing exponent of the labels that are 0. Default 4. */
  readonly gammaNegative?: number;
  /** Focusing exponent of the labels that are 1. The paper recommends 0; 1 is its code's default. Default 1. */
  readonly gammaPositive?: number;
  /** Probability below which labels that are 0 count nothing. Default 0.05. */
  readonly clip?: number;
}

/**
 * Asymmetric loss for many labels of which few are 1: binary cross-entropy with a focusing exponent for each side, the
 * probabilities of labels that are 0 first lowered by `clip`. Averaged over the labels.
 * @param yTrue 0 or 1 for each label, [batch, ..., labels]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function asymmetric(yTrue: Tensor, yPred: Tensor, options: AsymmetricOptions = {}): Tensor {
  const { gammaNegative = 4, gammaPositive = 1, clip = 0.05 } = options;
  requireAlike("asymmetric", yTrue, yPred);
  checkLogits("asymmetric", yPred, true, "sigmoid");
  const positive = mul(exp(mul(logSigmoid(neg(yPred)), gammaPositive)), logSigmoid(yPred));
  const negative = loweredLog(yPred, gammaNegative, clip);
  return meanLastAxis(neg(add(mul(yTrue, positive), mul(sub(1, yTrue), negative))));
}

const spec: LossSpec<AsymmetricOptions> = {
  fn: asymmetric,
  aliases: ["AsymmetricLoss", "ASL"],
  family: "classification",
  tasks: ["multilabel", "imbalance"],
  summary: "Binary cross-entropy that plays down the many labels that are 0.",
  formula: "-y (1 - p)^{\\gamma_+} \\log p - (1 - y) p_m^{\\gamma_-} \\log(1 - p_m), \\quad p_m = \\max(p - m, 0)",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., labels]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., labels]", grad: true },
  ],
  params: {
    gammaNegative: { kind: "number", default: 4, min: 0, doc: "Focusing exponent of the labels that are 0." },
    gammaPositive: { kind: "number", default: 1, min: 0, doc: "Focusing exponent of the labels that are 1." },
    clip: {
      kind: "number",
      default: 0.05,
      min: 0,
      below: 1,
      doc: "Probability below which labels that are 0 count nothing.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "sigmoid(z) = clip, without focusing",
      gradient: "0, where the label is 0",
      point: {
        inputs: { yTrue: [[0]], yPred: [[0]] },
        options: { gammaNegative: 0, clip: 0.5 },
        gradients: { yPred: [[0]] },
      },
    },
  ],
  cite: ["Ben-Baruch et al. 2020, arXiv:2009.14119"],
  reference: {},
};
export default spec;
