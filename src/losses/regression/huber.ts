import type { Tensor } from "../../core/tensor.ts";
import { clip, mul, sub } from "../../ops/arithmetic.ts";
import { requireAlike } from "../elementwise.ts";
import { meanWithSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface HuberOptions {
  /** Error size where quadratic turns linear, in the unit of yPred. Default 1. */
  readonly delta?: number;
}

/**
 * Huber loss: half the squared error near zero, linear in the tails, averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function huber(yTrue: Tensor, yPred: Tensor, { delta = 1 }: HuberOptions = {}): Tensor {
  requireAlike("huber", yTrue, yPred);
  const held = (error: Tensor): Tensor => clip(error, -delta, delta);
  // h e - h²/2 of the held error h: half the square near zero, linear in the tails.
  return meanWithSlope(
    sub(yPred, yTrue),
    (error, mean) => sub(mean(held(error), error), mul(0.5, mean(held(error), held(error)))),
    held,
  );
}

const spec: LossSpec<HuberOptions> = {
  fn: huber,
  aliases: ["huber_loss", "HuberLoss"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "Squared near zero, absolute in the tails.",
  formula:
    "\\begin{cases} \\tfrac12 e^2 & |e| \\le \\delta \\\\ \\delta (|e| - \\tfrac12 \\delta) & |e| > \\delta \\end{cases}, \\quad e = \\hat{y} - y",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    delta: { kind: "number", default: 1, above: 0, doc: "Where quadratic turns linear, in the unit of yPred." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Huber 1964, doi:10.1214/aoms/1177703732"],
  reference: {
    keras: { name: "Huber", differs: "broadcasts shapes that differ" },
    torch: { name: "nn.HuberLoss", differs: "broadcasts shapes that differ, with a warning" },
    optax: { name: "huber_loss", differs: "not averaged over the last axis; broadcasts shapes that differ" },
    tfjs: { name: "losses.huberLoss", differs: "cannot be named in compile" },
    mlx: { name: "huber_loss", differs: "not averaged over the last axis; broadcasts shapes that differ" },
  },
};
export default spec;
