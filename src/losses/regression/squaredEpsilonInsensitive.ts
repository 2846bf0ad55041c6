import type { Tensor } from "../../core/tensor.ts";
import { clip, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { withSlope } from "../slope.ts";
import type { LossSpec } from "../spec.ts";

export interface SquaredEpsilonInsensitiveOptions {
  /** Error size that costs nothing, in the unit of yPred. Default 0.1. */
  readonly epsilon?: number;
}

/**
 * Squared epsilon-insensitive loss: errors up to `epsilon` cost nothing, beyond it is the square of the excess;
 * averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function squaredEpsilonInsensitive(
  yTrue: Tensor,
  yPred: Tensor,
  { epsilon = 0.1 }: SquaredEpsilonInsensitiveOptions = {},
): Tensor {
  requireAlike("squaredEpsilonInsensitive", yTrue, yPred);
  const excess = (error: Tensor): Tensor => sub(error, clip(error, -epsilon, epsilon));
  const value = (error: Tensor): Tensor => square(excess(error));
  const slope = (error: Tensor): Tensor => mul(2, excess(error));
  return meanLastAxis(withSlope(sub(yPred, yTrue), value, slope));
}

const spec: LossSpec<SquaredEpsilonInsensitiveOptions> = {
  fn: squaredEpsilonInsensitive,
  aliases: ["squared_epsilon_insensitive_loss"],
  family: "regression",
  tasks: ["regression"],
  summary: "Small errors cost nothing, the rest its square.",
  formula: "\\frac{1}{n} \\sum_i \\max(0, |\\hat{y}_i - y_i| - \\epsilon)^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 0.1, min: 0, doc: "Error size that costs nothing, in the unit of yPred." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Ho and Lin 2012, Large-scale linear support vector regression (Journal of Machine Learning Research)"],
  reference: {},
};
export default spec;
