import type { Tensor } from "../../core/tensor.ts";
import { abs, div, mul, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { exp } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { confidences } from "../calibration.ts";
import type { LossSpec } from "../spec.ts";

export interface MaximumMeanCalibrationOptions {
  /** Width of the kernel, in confidence. Default 0.4. */
  readonly width?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Maximum mean calibration error, squared: an example's gap between confidence and hit, times the gaps of examples of like
 * confidence. Its mean over the batch is MMCE²; add it to a loss that teaches the labels.
 * @param yTrue class indices from 0, [batch]
 * @param yPred probabilities (or logits), [batch, classes]
 * @returns [batch]; single values may be negative, their mean is not
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers; DomainError for logits
 *   without `fromLogits`, or probabilities with it
 */
export function maximumMeanCalibration(
  yTrue: Tensor,
  yPred: Tensor,
  { width = 0.4, fromLogits = false }: MaximumMeanCalibrationOptions = {},
): Tensor {
  const { confidence, hit } = confidences("maximumMeanCalibration", yTrue, yPred, fromLogits);
  const gap = sub(hit, confidence);
  const apart = abs(sub(expandDims(confidence, 1), expandDims(confidence, 0)));
  return mul(gap, mean(mul(exp(div(apart, -width)), expandDims(gap, 0)), { axes: 1 }));
}

const spec: LossSpec<MaximumMeanCalibrationOptions> = {
  fn: maximumMeanCalibration,
  aliases: ["mmce", "mmce_loss"],
  family: "classification",
  tasks: ["multiclass", "calibration"],
  summary: "Calibration error by a kernel instead of bins, which can be trained.",
  formula: "(a_n - c_n) \\frac{1}{N} \\sum_j (a_j - c_j) \\, e^{-|c_n - c_j| / w}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, classes]", grad: true, min: 0, max: 1 },
  ],
  params: {
    width: { kind: "number", default: 0.4, above: 0, doc: "Width w of the kernel, in confidence." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
  },
  coupled: true,
  minimum: null,
  kinks: [],
  cite: ["Kumar et al. 2018, Trainable calibration measures for neural networks from kernel mean embeddings"],
  reference: {},
};
export default spec;
