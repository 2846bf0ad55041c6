import type { Tensor } from "../../core/tensor.ts";
import { clip, square, sub } from "../../ops/arithmetic.ts";
import { log1p } from "../../ops/exponential.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type MeanSquaredLogarithmicErrorOptions = Readonly<Record<never, never>>;

/**
 * Mean squared logarithmic error: the squared difference of log(1 + y), averaged over the last axis. It weighs errors
 * by ratio, not size. Negative numbers count as 0 (with zero gradient): let the network end in a softplus or an
 * exponential.
 * @param yTrue targets, [batch, ...], usually 0 or more
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function meanSquaredLogarithmicError(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("meanSquaredLogarithmicError", yTrue, yPred);
  const logOf = (x: Tensor): Tensor => log1p(clip(x, 0, Number.POSITIVE_INFINITY));
  return meanLastAxis(square(sub(logOf(yPred), logOf(yTrue))));
}

const spec: LossSpec<MeanSquaredLogarithmicErrorOptions> = {
  fn: meanSquaredLogarithmicError,
  aliases: ["msle"],
  family: "regression",
  tasks: ["regression", "counts"],
  summary: "Squared error of the logarithms: ratios count, not sizes.",
  formula: "\\frac{1}{n} \\sum_i \\left(\\log(1 + \\hat{y}_i) - \\log(1 + y_i)\\right)^2",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "positive", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [
    {
      at: "yPred = 0",
      gradient: "that from above",
      point: { inputs: { yTrue: [1], yPred: [0] }, gradients: { yPred: [-1.3862943611198906] } },
    },
  ],
  cite: ["Keras, MeanSquaredLogarithmicError"],
  reference: {
    keras: { name: "MeanSquaredLogarithmicError", differs: "numbers below 1e-7 count as 1e-7" },
    tfjs: { name: "meanSquaredLogarithmicError", differs: "numbers below 1e-7 count as 1e-7" },
  },
};
export default spec;
