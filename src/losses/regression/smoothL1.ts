import type { Tensor } from "../../core/tensor.ts";
import { abs, clip, mul, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { meanWithSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface SmoothL1Options {
  /** Error size where quadratic turns linear, in the unit of yPred; 0 is the absolute error. Default 1. */
  readonly beta?: number;
}

/**
 * Smooth L1 loss: squared near zero, the absolute error less a constant in the tails, averaged over the last axis. It
 * is the Huber loss over beta; at beta 0 it is the absolute error.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function smoothL1(yTrue: Tensor, yPred: Tensor, { beta = 1 }: SmoothL1Options = {}): Tensor {
  requireAlike("smoothL1", yTrue, yPred);
  const error = sub(yPred, yTrue);
  if (beta === 0) return meanLastAxis(abs(error));
  const held = (x: Tensor): Tensor => clip(x, -beta, beta);
  return meanWithSlope(
    error,
    (x, mean) => mul(sub(mean(held(x), x), mul(0.5, mean(held(x), held(x)))), 1 / beta),
    (x) => mul(held(x), 1 / beta),
  );
}

const spec: LossSpec<SmoothL1Options> = {
  fn: smoothL1,
  aliases: ["SmoothL1Loss", "smooth_l1_loss"],
  family: "regression",
  tasks: ["regression", "outliers", "boxes"],
  summary: "Absolute error with its corner rounded.",
  formula:
    "\\begin{cases} \\tfrac12 e^2 / \\beta & |e| < \\beta \\\\ |e| - \\tfrac12 \\beta & |e| \\ge \\beta \\end{cases}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    beta: {
      kind: "number",
      default: 1,
      min: 0,
      doc: "Error size where quadratic turns linear, in the unit of yPred; 0 is the absolute error.",
    },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [1, 2], yPred: [1, 3] }, options: { beta: 0 }, gradients: { yPred: [0, 1] } },
    },
  ],
  cite: ["Girshick 2015, arXiv:1504.08083"],
  reference: {
    torch: "nn.SmoothL1Loss",
    mlx: { name: "smooth_l1_loss", differs: "NaN gradient for a beta of 0" },
  },
};
export default spec;
