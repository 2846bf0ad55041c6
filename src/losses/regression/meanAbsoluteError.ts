import type { Tensor } from "../../core/tensor.ts";
import { abs, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type MeanAbsoluteErrorOptions = Readonly<Record<never, never>>;

/**
 * Mean absolute error: |yPred - yTrue|, averaged over the last axis. Its gradient is 0 where they are equal.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function meanAbsoluteError(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("meanAbsoluteError", yTrue, yPred);
  return meanLastAxis(abs(sub(yPred, yTrue)));
}

const spec: LossSpec<MeanAbsoluteErrorOptions> = {
  fn: meanAbsoluteError,
  aliases: ["mae", "L1Loss", "l1_loss", "absoluteDifference"],
  family: "regression",
  tasks: ["regression", "outliers"],
  summary: "The size of the error: its minimiser is the median of the target.",
  formula: "\\frac{1}{n} \\sum_i |\\hat{y}_i - y_i|",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [1, 2], yPred: [1, 3] }, gradients: { yPred: [0, 1] } },
    },
  ],
  cite: ["Laplace 1774, Mémoire sur la probabilité des causes par les évènements"],
  reference: {
    keras: { name: "MeanAbsoluteError", differs: "broadcasts shapes that differ" },
    torch: { name: "nn.L1Loss", differs: "broadcasts shapes that differ, with a warning" },
    tfjs: { name: "meanAbsoluteError", differs: "gradient -1/n where the error is 0" },
    mlx: "l1_loss",
  },
};
export default spec;
