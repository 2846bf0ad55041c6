import { gradients } from "../../autodiff/gradients.ts";
import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, square } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { axesFrom, bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface SlicedScoreMatchingOptions {
  /** The score model: [batch, ...] to the same shape. Default: -x, the score of a standard normal. */
  readonly score?: (x: Tensor) => Tensor;
}

/**
 * Sliced score matching with reduced variance: v·∇(v·s(x)) + |s(x)|²/2 for random directions v. It needs no noise on the
 * examples and is lowest when s is the gradient of the log-density.
 * @param yPred examples x, [batch, ...]
 * @param direction random v of mean 0 and covariance 1, the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function slicedScoreMatching(
  yPred: Tensor,
  direction: Tensor,
  { score = neg }: SlicedScoreMatchingOptions = {},
): Tensor {
  bindFloats("slicedScoreMatching", { yPred: [yPred, "[batch, ...]"], direction: [direction, "[batch, ...]"] });
  const field = score(yPred);
  const [bend] = gradients(mul(direction, field), [yPred]) as [Tensor];
  return sum(add(mul(direction, bend), mul(square(field), 0.5)), { axes: axesFrom(yPred, 1) });
}

const spec: LossSpec<SlicedScoreMatchingOptions, [yPred: Tensor, direction: Tensor]> = {
  fn: slicedScoreMatching,
  aliases: ["ssm"],
  family: "generation",
  tasks: ["generation"],
  summary: "Fits a score model to examples by their random slices.",
  formula: "v^\\top \\nabla_x (v^\\top s(x)) + \\tfrac12 \\| s(x) \\|^2",
  inputs: [
    { name: "yPred", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "direction", domain: "real", shape: "[batch, ...]" },
  ],
  params: {
    score: { kind: "function", default: null, type: "(x) => score", otherwise: "-x", doc: "The score model." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Song et al. 2019, arXiv:1905.07088"],
  reference: {},
};
export default spec;
