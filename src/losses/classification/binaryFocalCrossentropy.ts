import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sub } from "../../ops/arithmetic.ts";
import { binaryFocalCounterparts } from "../counterparts.ts";
import { meanLastAxis } from "../elementwise.ts";
import { binaryFocal } from "../focal.ts";
import { requireBinary, smoothed } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface BinaryFocalCrossentropyOptions {
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** How much easy examples count less; 0 is binaryCrossentropy. Default 2. */
  readonly gamma?: number;
  /** Multiply positives by `alpha`, negatives by 1 - alpha. Default false. */
  readonly applyClassBalancing?: boolean;
  /** Weight of the positive class under `applyClassBalancing`. Default 0.25. */
  readonly alpha?: number;
  /** Moves targets towards one half: t (1 - s) + s/2. Default 0. */
  readonly labelSmoothing?: number;
}

/**
 * Focal loss of two classes, averaged over the last axis: cross-entropy that counts what is already predicted well less. From
 * logits the factor is computed as a logarithm: finite derivatives for every gamma.
 * @param yTrue targets from 0 to 1, [batch, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function binaryFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: BinaryFocalCrossentropyOptions = {},
): Tensor {
  const { fromLogits = false, gamma = 2, applyClassBalancing = false, alpha = 0.25, labelSmoothing = 0 } = options;
  requireBinary("binaryFocalCrossentropy", yTrue, yPred, fromLogits);
  const target = smoothed(yTrue, labelSmoothing, 2);
  const { crossentropy, power } = binaryFocal(target, yPred, fromLogits);
  const loss = gamma === 0 ? crossentropy : mul(power(gamma), crossentropy);
  if (!applyClassBalancing) return meanLastAxis(loss);
  return meanLastAxis(mul(loss, add(mul(target, alpha), mul(sub(1, target), 1 - alpha))));
}

const spec: LossSpec<BinaryFocalCrossentropyOptions> = {
  fn: binaryFocalCrossentropy,
  aliases: [
    "binaryFocal",
    "binary_focal_loss",
    { name: "sigmoid_focal_loss", options: { fromLogits: true, applyClassBalancing: true } },
    { name: "binary_focal_loss_with_logits", options: { fromLogits: true, applyClassBalancing: true } },
    { name: "BinaryFocalLossWithLogits", options: { fromLogits: true, applyClassBalancing: true } },
    { name: "optax.sigmoid_focal_loss", options: { fromLogits: true } },
    { name: "FocalLoss", options: { fromLogits: true } },
  ],
  family: "classification",
  tasks: ["binary", "multilabel", "imbalance", "boxes"],
  summary: "Binary cross-entropy that counts easy examples less.",
  formula: "-(1 - p_t)^\\gamma \\log p_t, \\quad p_t = y \\hat{y} + (1 - y)(1 - \\hat{y})",
  inputs: [
    { name: "yTrue", domain: "binary", shape: "[batch, ..., n]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., n]", grad: true, min: 0, max: 1 },
  ],
  params: {
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    gamma: { kind: "number", default: 2, min: 0, example: 0.5, doc: "How much easy examples count less." },
    applyClassBalancing: { kind: "flag", default: false, doc: "Multiply positives by alpha, negatives by 1 - alpha." },
    alpha: { kind: "number", default: 0.25, min: 0, max: 1, doc: "Weight of the positive class." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards one half." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for a label of 1, or of 1 for a label of 0; a sigmoid's output never is",
  cite: ["Lin et al. 2017, arXiv:1708.02002"],
  reference: binaryFocalCounterparts,
};
export default spec;
