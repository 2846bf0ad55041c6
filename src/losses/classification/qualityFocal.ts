import type { Tensor } from "../../core/tensor.ts";
import { abs, mul, sub } from "../../ops/arithmetic.ts";
import { sigmoid } from "../../ops/exponential.ts";
import { checkLogits } from "../domain.ts";
import { binaryCrossentropyOf, meanLastAxis, requireAlike } from "../elementwise.ts";
import { powerOrZero } from "../powers.ts";
import type { LossSpec } from "../spec.ts";

export interface QualityFocalOptions {
  /** Focusing exponent of the distance between probability and target. Default 2. */
  readonly beta?: number;
}

/**
 * Quality focal loss: binary cross-entropy for targets from 0 to 1, such as the overlap of a detected box, focused by the
 * distance between probability and target. Averaged over the last axis.
 * @param yTrue targets from 0 to 1, [batch, ...]
 * @param yPred logits, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function qualityFocal(yTrue: Tensor, yPred: Tensor, { beta = 2 }: QualityFocalOptions = {}): Tensor {
  requireAlike("qualityFocal", yTrue, yPred);
  checkLogits("qualityFocal", yPred, true, "sigmoid");
  const crossentropy = binaryCrossentropyOf(yTrue, yPred, true);
  return meanLastAxis(mul(powerOrZero(abs(sub(yTrue, sigmoid(yPred))), beta), crossentropy));
}

const spec: LossSpec<QualityFocalOptions> = {
  fn: qualityFocal,
  aliases: ["QualityFocalLoss", "QFL"],
  family: "classification",
  tasks: ["boxes", "binary", "imbalance"],
  summary: "Focal loss for targets between 0 and 1.",
  formula: "-|y - p|^\\beta (y \\log p + (1 - y) \\log(1 - p)), \\quad p = \\operatorname{sigmoid}(z)",
  inputs: [
    { name: "yTrue", domain: "probabilities", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    beta: {
      kind: "number",
      default: 2,
      min: 0,
      doc: "Focusing exponent of the distance between probability and target.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "sigmoid(z) = y, beta up to 1",
      gradient: "0",
      point: { inputs: { yTrue: [[0.5]], yPred: [[0]] }, options: { beta: 1 }, gradients: { yPred: [[0]] } },
    },
  ],
  cite: ["Li et al. 2020, arXiv:2006.04388"],
  reference: {},
};
export default spec;
