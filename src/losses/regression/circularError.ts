import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { sin } from "../../ops/trigonometric.ts";
import { meanLastAxis, requireAlike } from "../elementwise.ts";
import type { LossSpec } from "../spec.ts";

/** Nothing to choose. */
export type CircularErrorOptions = Readonly<Record<never, never>>;

/**
 * Error of angles: one less the cosine of their difference, averaged over the last axis. A whole turn between them is
 * no error; half the squared difference near zero.
 * @param yTrue target angles, [batch, ...], radians
 * @param yPred predicted angles, the same shape
 * @returns [batch, ...] less the last axis; a rank-1 input is a batch of scalars
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function circularError(yTrue: Tensor, yPred: Tensor): Tensor {
  requireAlike("circularError", yTrue, yPred);
  return meanLastAxis(mul(2, square(sin(mul(0.5, sub(yPred, yTrue))))));
}

const spec: LossSpec<CircularErrorOptions> = {
  fn: circularError,
  aliases: ["angularError"],
  family: "regression",
  tasks: ["angles"],
  summary: "One less the cosine of the difference of angles.",
  formula: "\\frac{1}{n} \\sum_i (1 - \\cos(\\hat{y}_i - y_i))",
  inputs: [
    { name: "yTrue", domain: "angle", shape: "[batch, ..., n]" },
    { name: "yPred", domain: "angle", shape: "[batch, ..., n]", grad: true },
  ],
  params: {},
  minimum: 0,
  kinks: [],
  cite: ["Mardia and Jupp 1999, doi:10.1002/9780470316979"],
  reference: {},
};
export default spec;
