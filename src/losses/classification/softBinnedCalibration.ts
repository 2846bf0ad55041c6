import { constant, type Tensor } from "../../core/tensor.ts";
import { abs, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { expandDims } from "../../ops/axes.ts";
import { equal, where } from "../../ops/compare.ts";
import { softmax } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { confidences } from "../calibration.ts";
import type { LossSpec } from "../spec.ts";

export interface SoftBinnedCalibrationOptions {
  /** Number of bins of confidence. Default 15. */
  readonly bins?: number;
  /** How soft the bins' borders are. Default 0.01. */
  readonly temperature?: number;
  /** Power of the gap between confidence and accuracy, 1 or 2. Default 2. */
  readonly p?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
}

/**
 * Expected calibration error with soft bins, which can be trained: the gap between confidence and accuracy in the bins an
 * example belongs to. Its mean over the batch is SB-ECE to the power p; add it to a loss that teaches the labels.
 * @param yTrue class indices from 0, [batch]
 * @param yPred probabilities (or logits), [batch, classes]
 * @returns [batch]
 * @throws ShapeError when the shapes do not fit, DTypeError for labels that are not whole numbers; DomainError for logits
 *   without `fromLogits`, or probabilities with it
 */
export function softBinnedCalibration(
  yTrue: Tensor,
  yPred: Tensor,
  { bins = 15, temperature = 0.01, p = 2, fromLogits = false }: SoftBinnedCalibrationOptions = {},
): Tensor {
  const { confidence, hit } = confidences("softBinnedCalibration", yTrue, yPred, fromLogits);
  const centres = constant(
    Array.from({ length: bins }, (_, i) => (i + 0.5) / bins),
    { dtype: yPred.dtype },
  );
  const belongs = softmax(div(square(sub(expandDims(confidence, 1), centres)), -temperature));
  const size = sum(belongs, { axes: 0 });
  const total = sum(mul(belongs, expandDims(sub(confidence, hit), 1)), { axes: 0 });
  const gap = div(total, where(equal(size, 0), 1, size));
  return sum(mul(belongs, p === 1 ? abs(gap) : square(gap)), { axes: 1 });
}

const spec: LossSpec<SoftBinnedCalibrationOptions> = {
  fn: softBinnedCalibration,
  aliases: ["sbEce", "sb_ece", "soft_binned_ece"],
  family: "classification",
  tasks: ["multiclass", "calibration"],
  summary: "Expected calibration error that can be trained.",
  formula: "\\sum_i u_{ni} \\Bigl|\\frac{\\sum_j u_{ji} (c_j - a_j)}{\\sum_j u_{ji}}\\Bigr|^p",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, classes]", grad: true, min: 0, max: 1 },
  ],
  params: {
    bins: { kind: "integer", default: 15, min: 1, doc: "Number of bins of confidence." },
    temperature: { kind: "number", default: 0.01, above: 0, example: 0.02, doc: "How soft the bins' borders are." },
    p: { kind: "integer", default: 2, min: 1, max: 2, example: 1, doc: "Power of the gap." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
  },
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Karandikar et al. 2021, arXiv:2108.00106"],
  reference: {},
};
export default spec;
