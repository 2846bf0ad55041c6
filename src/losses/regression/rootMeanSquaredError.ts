import type { Tensor } from "../../core/tensor.ts";
import { square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type RootMeanSquaredErrorOptions = Readonly<Record<never, never>>;

/**
 * Root mean squared error: the square root of the mean of squares over the last axis, so in the unit of the targets.
 * The root is taken for each example: over a batch this is not the root of the batch mean.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function rootMeanSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("rootMeanSquaredError", yTrue, yPred);
  return rootOrZero(meanLastAxis(square(sub(yPred, yTrue))));
}

const spec: LossSpec<RootMeanSquaredErrorOptions> = {
  fn: rootMeanSquaredError,
  aliases: ["rmse"],
  family: "regression",
  tasks: ["regression"],
  summary: "Squared error, back in the unit of the targets.",
  formula: "\\sqrt{\\frac{1}{n} \\sum_i (\\hat{y}_i - y_i)^2}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue along the whole last axis",
      gradient: "0",
      point: {
        inputs: {
          yTrue: [
            [1, 2],
            [0, 0],
          ],
          yPred: [
            [1, 2],
            [1, 1],
          ],
        },
        gradients: {
          yPred: [
            [0, 0],
            [0.5, 0.5],
          ],
        },
      },
    },
  ],
  cite: ["Gauss 1809, Theoria motus corporum coelestium"],
  reference: { keras: { name: "RootMeanSquaredError", differs: "a metric: one root for everything seen" } },
};
export default spec;
