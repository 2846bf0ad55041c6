import type { Tensor } from "../../core/tensor.ts";
import { abs, div, maximum, sub } from "../../ops/arithmetic.ts";
import { requireAlike } from "../elementwise.ts";
import { euclideanNorm } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

export interface RelativeL2Options {
  /** Least length of a target, in its unit. Default 1e-7. */
  readonly epsilon?: number;
}

/**
 * Relative L2 error: the Euclidean length of the error over that of the target, over all axes of an example. Usual for
 * networks that learn solutions of equations, whose sizes differ.
 * @param yTrue targets, [batch, ...] real
 * @param yPred predictions, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ: losses never broadcast
 */
export function relativeL2(yTrue: Tensor, yPred: Tensor, { epsilon = 1e-7 }: RelativeL2Options = {}): Tensor {
  requireAlike("relativeL2", yTrue, yPred);
  const axes = yTrue.shape.map((_, axis) => axis).slice(1);
  const [error, size] =
    axes.length === 0
      ? [abs(sub(yPred, yTrue)), abs(yTrue)]
      : [euclideanNorm(sub(yPred, yTrue), { axes }), euclideanNorm(yTrue, { axes })];
  return div(error, maximum(size, epsilon));
}

const spec: LossSpec<RelativeL2Options> = {
  fn: relativeL2,
  aliases: ["LpLoss"],
  family: "regression",
  tasks: ["regression", "physics"],
  summary: "Length of the error over that of the target.",
  formula: "\\frac{\\|\\hat{y} - y\\|_2}{\\|y\\|_2}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, ...]" },
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
  ],
  params: {
    epsilon: { kind: "number", default: 1e-7, above: 0, doc: "Least length of a target, in its unit." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[3, 4]], yPred: [[3, 4]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Li et al. 2021, arXiv:2010.08895"],
  reference: {},
};
export default spec;
