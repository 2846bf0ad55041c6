import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { flatten } from "../../ops/axes.ts";
import { checkLogits } from "../domain.ts";
import { lovaszExtension } from "../lovasz.ts";
import { maskTarget, requireMasks } from "../masks.ts";
import type { LossSpec } from "../spec.ts";

/**
 * Lovász hinge: the convex surrogate of 1 less the Jaccard index for one foreground, of each example on its own.
 * @param yTrue masks of 0 and 1, [batch, channels, ...]
 * @param yPred logits, the same shape
 * @returns [batch], over all channels and pixels together
 * @throws ShapeError when the shapes differ; DomainError for probabilities
 */
export function lovaszHinge(yTrue: Tensor, yPred: Tensor): Tensor {
  requireMasks("lovaszHinge", yTrue, yPred);
  checkLogits("lovaszHinge", yPred, true, "sigmoid");
  const margin = sub(1, mul(yPred, sub(mul(2, yTrue), 1)));
  return lovaszExtension(flatten(margin), flatten(yTrue), relu);
}

const spec: LossSpec<Record<never, never>> = {
  fn: lovaszHinge,
  aliases: ["LovaszHingeLoss", "lovasz_hinge_loss", "LovaszLoss"],
  family: "segmentation",
  tasks: ["masks", "binary", "imbalance"],
  summary: "Convex surrogate of the Jaccard index of one mask, on logits.",
  formula:
    "\\sum_i \\max(0, m_{\\pi_i}) \\, (J_i - J_{i-1}), \\quad m = 1 - \\hat{y} (2y - 1) \\text{ in descending order } \\pi",
  inputs: [maskTarget, { name: "yPred", domain: "logits", shape: "[batch, channels, ...]", grad: true }],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "a margin of 1",
      gradient: "0 there",
      point: { inputs: { yTrue: [[[1, 0]]], yPred: [[[1, -1]]] }, gradients: { yPred: [[[0, 0]]] } },
    },
    {
      at: "equal margins",
      gradient: "as if the first pixel's were larger",
      point: { inputs: { yTrue: [[[1, 1]]], yPred: [[[0, 0]]] }, gradients: { yPred: [[[-0.5, -0.5]]] } },
    },
  ],
  cite: ["Yu and Blaschko 2015, arXiv:1512.07797", "Berman et al. 2018, arXiv:1705.08790"],
  reference: {
    smp: { name: "LovaszLoss(mode='binary')", differs: "all examples as one picture unless per_image" },
    kornia: "lovasz_hinge_loss",
  },
};
export default spec;
