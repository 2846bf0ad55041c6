import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { meanProduct, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type MeanSquaredErrorOptions = Readonly<Record<never, never>>;

/**
 * Mean squared error: (yPred - yTrue)², without the factor ½ of some textbooks, averaged over the last axis.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function meanSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("meanSquaredError", yTrue, yPred);
  const error = sub(yPred, yTrue);
  return meanProduct(error, error);
}

const spec: LossSpec<MeanSquaredErrorOptions> = {
  fn: meanSquaredError,
  aliases: ["mse", "MSELoss", "mse_loss", "squared_error", "squaredError"],
  family: "regression",
  tasks: ["regression"],
  summary: "The square of the error: its minimiser is the mean of the target.",
  formula: "\\frac{1}{n} \\sum_i (\\hat{y}_i - y_i)^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Gauss 1809, Theoria motus corporum coelestium"],
  reference: {
    keras: { name: "MeanSquaredError", differs: "broadcasts shapes that differ" },
    torch: { name: "nn.MSELoss", differs: "broadcasts shapes that differ, with a warning" },
    optax: { name: "squared_error", differs: "not averaged over the last axis" },
    tfjs: { name: "meanSquaredError", differs: "broadcasts shapes that differ" },
    mlx: "mse_loss",
    jaxjs: { name: "squaredError", differs: "not averaged over the last axis" },
  },
};
export default spec;
