import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { max, mean } from "../../ops/reduce.ts";
import { labelLogs } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface MarginBasedLabelSmoothingOptions {
  /** How far logits may be below the largest at no cost. Default 10. */
  readonly margin?: number;
  /** How much the penalty counts. Default 0.1. */
  readonly alpha?: number;
}

/**
 * Margin-based label smoothing: cross-entropy and a penalty on logits further than a margin below the largest, averaged over
 * the classes as in the authors' code (in the paper it is summed).
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities
 */
export function marginBasedLabelSmoothing(
  yTrue: Tensor,
  yPred: Tensor,
  { margin = 10, alpha = 0.1 }: MarginBasedLabelSmoothingOptions = {},
): Tensor {
  const { logs } = labelLogs("marginBasedLabelSmoothing", yTrue, yPred, { fromLogits: true });
  const gaps = sub(max(yPred, { axes: -1, keepDims: true }), yPred);
  const penalty = mean(relu(sub(gaps, margin)), { axes: -1 });
  return sub(mul(penalty, alpha), logs);
}

const spec: LossSpec<MarginBasedLabelSmoothingOptions> = {
  fn: marginBasedLabelSmoothing,
  aliases: ["mbls", "margin_based_label_smoothing_loss", "logitMargin", "logit_margin_l1"],
  family: "classification",
  tasks: ["multiclass", "calibration", "masks"],
  summary: "Cross-entropy that lets logits differ by a margin, and no further.",
  formula: "-\\log p_y + \\frac{\\alpha}{C} \\sum_c \\max\\Bigl(0, \\max_k \\hat{y}_k - \\hat{y}_c - m\\Bigr)",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    margin: { kind: "number", default: 10, min: 0, example: 1.3, doc: "How far m logits may be below the largest." },
    alpha: { kind: "number", default: 0.1, min: 0, doc: "How much the penalty counts." },
  },
  minimum: 0,
  kinks: [
    {
      at: "a gap of exactly the margin",
      gradient: "that of cross-entropy",
      point: {
        inputs: { yTrue: [0], yPred: [[0, 0]] },
        options: { margin: 0 },
        gradients: { yPred: [[-0.5, 0.5]] },
      },
    },
  ],
  cite: ["Liu et al. 2022, arXiv:2111.15430"],
  reference: {},
};
export default spec;
