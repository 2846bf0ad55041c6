import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { reshape } from "../../ops/structure.ts";
import { euclideanNorm } from "../norms.ts";
import { axesFrom, bindFloats } from "../shapes.ts";
import { criticGradient } from "../slopes.ts";
import type { LossSpec } from "../spec.ts";

export interface GradientPenaltyOptions {
  /** The critic: [batch, ...] to scores. Default: half the squared length of its input. */
  readonly critic?: (x: Tensor) => Tensor;
  /** Length the gradient should have. Default 1. */
  readonly target?: number;
  /** Factor λ. Default 10. */
  readonly weight?: number;
}

/**
 * Keeps a critic Lipschitz (WGAN-GP): its gradient at points between real and generated examples should have length 1.
 * The gradient by the critic's parameters goes through the gradient by its input: a second derivative.
 * @param real real examples, [batch, ...]
 * @param fake generated examples, the same shape
 * @param mix where between them, 0 (generated) to 1 (real), [batch]: uniformly random
 * @returns [batch]
 * @throws ShapeError when the shapes differ
 */
export function gradientPenalty(
  real: Tensor,
  fake: Tensor,
  mix: Tensor,
  { critic, target = 1, weight = 10 }: GradientPenaltyOptions = {},
): Tensor {
  bindFloats("gradientPenalty", { real: [real, "[batch, ...]"], fake: [fake, "[batch, ...]"], mix: [mix, "[batch]"] });
  const axes = axesFrom(real, 1);
  const share = reshape(mix, [...mix.shape, ...axes.map(() => 1)]);
  const between = add(fake, mul(share, sub(real, fake)));
  const length = euclideanNorm(criticGradient(critic, between), { axes });
  return mul(square(sub(length, target)), weight);
}

const spec: LossSpec<GradientPenaltyOptions, [real: Tensor, fake: Tensor, mix: Tensor]> = {
  fn: gradientPenalty,
  aliases: ["wgan_gp", "wasserstein_gradient_penalty"],
  family: "generation",
  tasks: ["generation"],
  summary: "Keeps the gradient of a critic at length 1 between real and generated examples.",
  formula:
    "\\lambda (\\| \\nabla_{\\tilde{x}} D(\\tilde{x}) \\| - 1)^2, \\quad \\tilde{x} = \\epsilon x + (1 - \\epsilon) G(z)",
  inputs: [
    { name: "real", domain: "real", shape: "[batch, ...]" },
    { name: "fake", domain: "real", shape: "[batch, ...]", grad: true },
    { name: "mix", domain: "probabilities", shape: "[batch]", min: 0, max: 1 },
  ],
  params: {
    critic: { kind: "function", default: null, type: "(x) => scores", otherwise: "|x|²/2", doc: "The critic." },
    target: {
      kind: "number",
      default: 1,
      min: 0,
      doc: "Length the gradient should have; 0 for the zero-centred form.",
    },
    weight: { kind: "number", default: 10, min: 0, doc: "Factor λ." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Gulrajani et al. 2017, arXiv:1704.00028"],
  reference: {},
};
export default spec;
