import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, sub } from "../../ops/arithmetic.ts";
import { flatten } from "../../ops/axes.ts";
import { equal, greater, indicator } from "../../ops/compare.ts";
import { mean } from "../../ops/reduce.ts";
import { sum } from "../../ops/structure.ts";
import { lovaszExtension } from "../lovasz.ts";
import * as mask from "../masks.ts";
import type { LossSpec } from "../spec.ts";

export interface LovaszSoftmaxOptions extends mask.MaskOptions {
  /** Classes that are averaged: those "present" in the example's target, or "all". Default "present". */
  readonly classes?: "present" | "all";
}

/**
 * Lovász-softmax: a surrogate of 1 less the mean Jaccard index of the classes, of each example on its own.
 * @param yTrue one-hot masks, [batch, channels, ...]
 * @param yPred probabilities (or logits), the same shape
 * @returns [batch]; 0 where no class is present
 * @throws ShapeError when the shapes differ; DomainError for logits without `fromLogits`, or probabilities with it
 */
export function lovaszSoftmax(yTrue: Tensor, yPred: Tensor, options: LovaszSoftmaxOptions = {}): Tensor {
  const masks = mask.masksOf("lovaszSoftmax", yTrue, yPred, options);
  const target = flatten(masks.target, { startAxis: 2 });
  const losses = lovaszExtension(abs(sub(target, flatten(masks.predicted, { startAxis: 2 }))), target);
  if (options.classes === "all") return mean(losses, { axes: 1 });
  const present = indicator(greater(sum(target, { axes: 2 }), 0), losses);
  const count = sum(present, { axes: 1 });
  return div(sum(mul(losses, present), { axes: 1 }), add(count, indicator(equal(count, 0), count)));
}

const spec: LossSpec<LovaszSoftmaxOptions> = {
  fn: lovaszSoftmax,
  aliases: ["LovaszSoftmaxLoss", { name: "lovasz_softmax_loss", options: { fromLogits: true } }],
  family: "segmentation",
  tasks: ["masks", "imbalance"],
  summary: "Surrogate of the mean Jaccard index of the classes.",
  formula:
    "\\frac{1}{|C|} \\sum_{c \\in C} \\sum_i e_{\\pi_i} (J_i - J_{i-1}), \\quad e = |y_c - \\hat{y}_c| \\text{ in descending order } \\pi",
  inputs: [mask.maskTarget, mask.maskPrediction],
  params: {
    fromLogits: mask.fromLogitsParam,
    activation: mask.activationParam,
    includeBackground: mask.includeBackgroundParam,
    classes: {
      kind: "choice",
      default: "present",
      choices: ["present", "all"],
      doc: "Classes that are averaged: those in the example's target, or all.",
    },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0 there",
      point: { inputs: { yTrue: [[[1, 0]]], yPred: [[[1, 0]]] }, gradients: { yPred: [[[0, 0]]] } },
    },
  ],
  cite: ["Berman et al. 2018, arXiv:1705.08790"],
  reference: {
    smp: { name: "LovaszLoss(mode='multiclass')", differs: "all examples as one picture unless per_image" },
    kornia: { name: "lovasz_softmax_loss", differs: "sorts class indices in place of each class's mask" },
  },
};
export default spec;
