import type { Tensor } from "../../core/tensor.ts";
import { mul, square } from "../../ops/arithmetic.ts";
import { sum } from "../../ops/structure.ts";
import { axesFrom, bindFloats } from "../shapes.ts";
import { criticGradient } from "../slopes.ts";
import type { LossSpec } from "../spec.ts";

export interface R1PenaltyOptions {
  /** The discriminator: [batch, ...] to scores. Default: half the squared length of its input. */
  readonly critic?: (x: Tensor) => Tensor;
  /** Factor γ. Default 10. */
  readonly weight?: number;
}

/**
 * Keeps a discriminator flat at real examples (R1), or at generated ones where they are given instead (R2): γ/2 times the
 * squared length of its gradient.
 * @param yPred examples, [batch, ...]
 * @returns [batch]
 */
export function r1Penalty(yPred: Tensor, { critic, weight = 10 }: R1PenaltyOptions = {}): Tensor {
  bindFloats("r1Penalty", { yPred: [yPred, "[batch, ...]"] });
  return mul(sum(square(criticGradient(critic, yPred)), { axes: axesFrom(yPred, 1) }), weight / 2);
}

const spec: LossSpec<R1PenaltyOptions, [yPred: Tensor]> = {
  fn: r1Penalty,
  aliases: ["r1_regularization"],
  family: "generation",
  tasks: ["generation"],
  summary: "Keeps a discriminator flat at the examples it is given.",
  formula: "\\frac{\\gamma}{2} \\| \\nabla_x D(x) \\|^2",
  inputs: [{ name: "yPred", domain: "real", shape: "[batch, ...]", grad: true }],
  params: {
    critic: { kind: "function", default: null, type: "(x) => scores", otherwise: "|x|²/2", doc: "The discriminator." },
    weight: { kind: "number", default: 10, min: 0, doc: "Factor γ." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Mescheder et al. 2018, arXiv:1801.04406"],
  reference: {},
};
export default spec;
