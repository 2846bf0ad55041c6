import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type HalfSquaredErrorOptions = Readonly<Record<never, never>>;

/**
 * Half the squared error, averaged over the last axis: its gradient is the error itself.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function halfSquaredError(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("halfSquaredError", yTrue, yPred);
  return meanLastAxis(mul(0.5, square(sub(yPred, yTrue))));
}

const spec: LossSpec<HalfSquaredErrorOptions> = {
  fn: halfSquaredError,
  aliases: ["l2_loss", "L2Loss"],
  family: "regression",
  tasks: ["regression"],
  summary: "Half the squared error: its gradient is the error.",
  formula: "\\frac{1}{2n} \\sum_i (\\hat{y}_i - y_i)^2",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Gauss 1809, Theoria motus corporum coelestium"],
  reference: {
    optax: { name: "l2_loss", differs: "not averaged over the last axis" },
    jaxjs: { name: "l2Loss", differs: "not averaged over the last axis" },
  },
};
export default spec;
