import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { logSumExp } from "../../ops/reduce.ts";
import { countedLabels, labelLogs, times } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface ZLossOptions {
  /** How much the squared logarithm of the softmax's normaliser counts. Default 0.0001. */
  readonly coefficient?: number;
  /** Positions with this label do not count: no loss, no gradient, and they leave the mean's divisor. Default: none. */
  readonly ignoreClass?: number;
}

/**
 * Cross-entropy of logits and z-loss: a small pull of log Σ eᶻ to 0, which keeps logits from drifting in long runs.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred logits, [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for probabilities
 */
export function zLoss(yTrue: Tensor, yPred: Tensor, { coefficient = 1e-4, ignoreClass }: ZLossOptions = {}): Tensor {
  const given = ignoreClass === undefined ? {} : { ignoreClass };
  const { logs, counted } = labelLogs("zLoss", yTrue, yPred, { fromLogits: true, ...given });
  const normaliser = logSumExp(yPred, { axes: -1 });
  return sub(times(mul(square(normaliser), coefficient), counted), logs);
}

const spec: LossSpec<ZLossOptions> = {
  fn: zLoss,
  mask: countedLabels,
  aliases: ["crossentropyWithZLoss", "palm_loss"],
  family: "classification",
  tasks: ["multiclass"],
  summary: "Cross-entropy that keeps the softmax's normaliser near 1: steady logits in long runs.",
  formula: "-\\log p_y + \\lambda \\log^2 \\sum_c e^{\\hat{y}_c}",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., classes]", grad: true },
  ],
  params: {
    coefficient: { kind: "number", default: 0.0001, min: 0, doc: "How much λ the normaliser counts." },
    ignoreClass: { kind: "integer", default: null, doc: "Label of positions that do not count." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Chowdhery et al. 2022, arXiv:2204.02311"],
  reference: {},
};
export default spec;
