import type { Tensor } from "../../core/tensor.ts";
import { mul, neg, sub } from "../../ops/arithmetic.ts";
import { exp } from "../../ops/exponential.ts";
import { sum } from "../../ops/structure.ts";
import { missPower } from "../focal.ts";
import { logsOfTarget, perClass, requireClasses, smoothed, times } from "../labels.ts";
import type { LossSpec } from "../spec.ts";

export interface CategoricalFocalCrossentropyOptions {
  /** Weight of all classes, or of each. Default 0.25. */
  readonly alpha?: number | readonly number[];
  /** How much easy examples count less; 0 is alpha times categoricalCrossentropy. Default 2. */
  readonly gamma?: number;
  /** yPred are logits, not probabilities. Default false. */
  readonly fromLogits?: boolean;
  /** Moves targets towards the uniform distribution: t (1 - s) + s/classes. Default 0. */
  readonly labelSmoothing?: number;
  /** Where the classes are. Default -1, the last. */
  readonly axis?: number;
}

/**
 * Focal loss of several classes, for one-hot or soft targets: cross-entropy that counts what is already predicted well less.
 * @param yTrue a distribution over the classes, [batch, ..., classes]
 * @param yPred probabilities, which are normalised to sum 1, (or logits), the same shape
 * @returns [batch, ...]: the shape without the axis of classes
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it;
 *   ArgumentError when `alpha` is a list of another length than there are classes
 */
export function categoricalFocalCrossentropy(
  yTrue: Tensor,
  yPred: Tensor,
  options: CategoricalFocalCrossentropyOptions = {},
): Tensor {
  const { alpha = 0.25, gamma = 2, fromLogits = false, labelSmoothing = 0, axis = -1 } = options;
  const at = requireClasses("categoricalFocalCrossentropy", yTrue, yPred, axis, fromLogits);
  const target = smoothed(yTrue, labelSmoothing, yPred.shape[at] as number);
  const logs = logsOfTarget(target, yPred, { axis: at, fromLogits });
  const weight = times(target, perClass("categoricalFocalCrossentropy", "alpha", alpha, yPred, at));
  return neg(sum(mul(mul(weight, missPower(sub(1, exp(logs)), gamma)), logs), { axes: at }));
}

const spec: LossSpec<CategoricalFocalCrossentropyOptions> = {
  fn: categoricalFocalCrossentropy,
  aliases: ["categoricalFocal", { name: "softmax_focal_loss", options: { fromLogits: true, alpha: 1 } }],
  family: "classification",
  tasks: ["multiclass", "imbalance"],
  summary: "Categorical cross-entropy that counts easy examples less.",
  formula: "-\\sum_c \\alpha_c \\, y_c (1 - \\hat{y}_c)^\\gamma \\log \\hat{y}_c",
  inputs: [
    { name: "yTrue", domain: "simplex", shape: "[batch, ..., classes]", min: 0, max: 1 },
    { name: "yPred", domain: ["probabilities", "logits"], shape: "[batch, ..., classes]", grad: true, min: 0 },
  ],
  params: {
    alpha: { kind: "numbers", scalar: true, default: 0.25, min: 0, example: [1, 0.5, 2, 1.5], doc: "Class weights." },
    gamma: { kind: "number", default: 2, min: 0, example: 0.5, doc: "How much easy examples count less." },
    fromLogits: { kind: "flag", default: false, doc: "yPred are logits, not probabilities." },
    labelSmoothing: { kind: "number", default: 0, min: 0, max: 1, doc: "Moves targets towards uniform." },
    axis: { kind: "integer", default: -1, doc: "Where the classes are." },
  },
  minimum: 0,
  kinks: [],
  infinite: "a probability of exactly 0 for a class of the target; a sigmoid's or softmax's output never is",
  cite: ["Lin et al. 2017, arXiv:1708.02002"],
  reference: {
    keras: { name: "CategoricalFocalCrossentropy", differs: "probabilities, also those made from logits, are clipped" },
    smp: { name: "softmax_focal_loss_with_logits", differs: "takes integer labels; classes on axis 1" },
    monai: { name: "FocalLoss", differs: "softmax with use_softmax only; alpha weighs the first class 1 - alpha" },
    kornia: { name: "FocalLoss", differs: "takes integer labels; adds 1e-6 to every class of the target" },
  },
};
export default spec;
