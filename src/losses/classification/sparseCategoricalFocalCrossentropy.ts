import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { missPower } from "../focal.ts";
import { countedLabels, labelLogs, mulByLabel, perClass } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface SparseCategoricalFocalCrossentropyOptions {
  /** Weight of all classes, or of each. Default 0.25. */
  readonly alpha?: number | readonly number[];
  /** How much easy examples count less; 0 is alpha times sparseCategoricalCrossentropy. Default 2. */
  readonly gamma?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Positions with this label do not count: no loss, no gradient, and they leave the mean's divisor. Default: none. */
  readonly ignoreClass?: number;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Focal loss of several classes, for integer labels: cross-entropy that counts what is already predicted well less.
 * @param yTrue class indices from 0, [batch, ...] or [batch, ..., 1], int32 or int64
 * @param yPred probabilities, which are normalised to sum 1, (or logits), [batch, ..., classes]
 * @returns [batch, ...]
 * @throws ShapeError when yTrue is not yPred's shape without the classes, DTypeError when it is not whole numbers;
 *   DomainError for logits without `fromLogits`, or probabilities with it; ArgumentError for a list `alpha` of another length
 */
export function sparseCategoricalFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: SparseCategoricalFocalCrossentropyOptions = {},
): Tensor {
  const { alpha = 0.25, gamma = 2 } = options;
  const { logs, index, at } = labelLogs("sparseCategoricalFocalCrossentropy", yTrue, yPred, options);
  const loss = mul(missPower(sub(1, exp(logs)), gamma), neg(logs));
  return mulByLabel(loss, perClass("sparseCategoricalFocalCrossentropy", "alpha", alpha, yPred, at), index);
}

const spec: LossSpec<SparseCategoricalFocalCrossentropyOptions> = {
  fn: sparseCategoricalFocalCrossentropy,
  mask: countedLabels,
  aliases: [
    "sparseCategoricalFocal",
    { name: "kornia.focal_loss", options: { fromLogits: true, axis: 1 } },
    { name: "softmax_focal_loss_with_logits", options: { fromLogits: true, alpha: 1, axis: 1 } },
  ],
  family: "classification",
  tasks: ["multiclass", "imbalance", "masks"],
  summary: "Cross-entropy at the class index that counts easy examples less.",
  formula: "-\\alpha_y (1 - \\hat{y}_y)^\\gamma \\log \\hat{y}_y",
  inputs: [
    { name: "yTrue", domain: "classIndex", shape: "[batch, ...]", classesOf: "yPred" },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    alpha: { kind: "numbers", scalar: true, default: 0.25, min: 0, example: [1, 0.5, 2, 1.5], doc: "Class weights." },
    gamma: { kind: "number", default: 2, min: 0, example: 0.5, doc: "How much easy examples count less." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    ignoreClass: { kind: "integer", default: null, doc: "Label of positions that do not count." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for the label's class; a sigmoid's or softmax's output never is",
  cite: ["Lin et al. 2017, arXiv:1708.02002"],
  reference: {
    smp: { name: "softmax_focal_loss_with_logits", differs: "takes logits; no alpha; classes on axis 1" },
    kornia: { name: "FocalLoss", differs: "adds 1e-6 to every class; alpha weighs the first class 1 - alpha" },
  },
};
export default spec;
