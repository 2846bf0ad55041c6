import type { Tensor } from "../../core/tensor.ts";
import { clip, div, mul, sub } from "../../ops/arithmetic.ts";
import { marginLoss } from "../margins.ts";
import type { LossSpec } from "../spec.ts";

export interface SmoothedHingeOptions {
  /** Width of the rounded part below the margin 1. Default 1. */
  readonly gamma?: number;
  /** yTrue are 0 and 1 instead of -1 and 1. Default false. */
  readonly binaryLabels?: boolean;
}

/**
 * Smoothed hinge loss of two classes: a parabola between the margins 1 - gamma and 1, a line below, averaged over the last
 * axis.
 * @param yTrue labels -1 and 1, [batch, ...]
 * @param yPred scores, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ
 */
export function smoothedHinge(
  yTrue: Tensor,
  yPred: Tensor,
  { gamma = 1, binaryLabels = false }: SmoothedHingeOptions = {},
): Tensor {
  const held = (margin: Tensor): Tensor => clip(sub(1, margin), 0, gamma);
  const value = (margin: Tensor): Tensor => mul(div(held(margin), gamma), sub(sub(1, margin), mul(0.5, held(margin))));
  return marginLoss("smoothedHinge", yTrue, yPred, binaryLabels, value, (margin) => div(held(margin), -gamma));
}

const spec: LossSpec<SmoothedHingeOptions> = {
  fn: smoothedHinge,
  aliases: ["smoothHinge", "smooth_hinge_loss", { name: "quadraticallySmoothedHinge", options: { gamma: 1 } }],
  family: "classification",
  tasks: ["binary", "multilabel"],
  summary: "Hinge loss with a rounded corner.",
  formula:
    "\\begin{cases} 0 & m \\ge 1 \\\\ \\frac{(1 - m)^2}{2 \\gamma} & 1 - \\gamma < m < 1 \\\\ 1 - m - \\frac{\\gamma}{2} & m \\le 1 - \\gamma \\end{cases}, \\quad m = y \\hat{y}",
  inputs: [
    { name: "yTrue", domain: ["sign", "binary"], shape: "[batch, ..., n]" },
    { name: "yPred", domain: "logits", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    gamma: { kind: "number", default: 1, above: 0, doc: "Width of the rounded part." },
    binaryLabels: { kind: "flag", default: false, doc: "yTrue are 0 and 1 instead of -1 and 1." },
  },
  minimum: 0,
  kinks: [],
  cite: [
    "Rennie and Srebro 2005, Loss functions for preference levels: regression with discrete ordered labels",
    "Shalev-Shwartz and Zhang 2013, arXiv:1209.1873",
  ],
  reference: {},
};
export default spec;
