import type { Tensor, TensorLike } from "../../core/tensor.ts";
import { div, neg } from "../../ops/arithmetic.ts";
import { l2Normalize } from "../../ops/norm.ts";
import { labelLogs, requireScores } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface LogitNormOptions {
  /** Divides the normalised logits: the smaller, the surer a prediction can be. Default 0.04. */
  readonly temperature?: TensorLike;
}

/**
 * Cross-entropy of logits of one length: being surer by larger logits alone gains nothing, which tells known from unknown.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred logits, [batch, ..., classes]; where all are 0 there is no gradient
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities
 */
export function logitNorm(yTrue: Tensor, yPred: Tensor, { temperature = 0.04 }: LogitNormOptions = {}): Tensor {
  requireScores("logitNorm", yPred);
  const scaled = div(l2Normalize(yPred), temperature);
  return neg(labelLogs("logitNorm", yTrue, scaled, { fromLogits: true }).logs);
}

const spec: LossSpec<LogitNormOptions> = {
  fn: logitNorm,
  aliases: ["logit_norm_loss", "normalizedLogitCrossentropy"],
  family: "classification",
  tasks: ["multiclass", "calibration"],
  summary: "Cross-entropy of logits of fixed length: against overconfidence.",
  formula: "-\\log \\operatorname{softmax}\\Bigl(\\frac{\\hat{y}}{\\tau \\lVert \\hat{y} \\rVert}\\Bigr)_y",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    temperature: {
      kind: "number",
      default: 0.04,
      above: 0,
      trainable: true,
      doc: "Divides the normalised logits: τ.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = 0",
      gradient: "0",
      point: { inputs: { yTrue: [0], yPred: [[0, 0]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Wei et al. 2022, arXiv:2205.09310"],
  reference: {},
};
export default spec;
