import type { Tensor } from "../../core/tensor.ts";
import { add, mul, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { requireScores, scores } from "../scores.ts";
import type { LossSpec } from "../spec.ts";

export interface LeastSquaresDiscriminatorOptions {
  /** Target of real examples. Default 1. */
  readonly realLabel?: number;
  /** Target of generated examples. Default 0. */
  readonly fakeLabel?: number;
}

/**
 * The discriminator's side of a least-squares generative adversarial network.
 * @param realScores scores of real examples, [batch, ...]: one each, or one per patch
 * @param fakeScores scores of generated examples, the same shape
 * @returns [batch], the mean over the patches
 * @throws ShapeError when the shapes differ
 */
export function leastSquaresDiscriminator(
  realScores: Tensor,
  fakeScores: Tensor,
  { realLabel = 1, fakeLabel = 0 }: LeastSquaresDiscriminatorOptions = {},
): Tensor {
  requireScores("leastSquaresDiscriminator", realScores, fakeScores);
  const both = add(square(sub(realScores, realLabel)), square(sub(fakeScores, fakeLabel)));
  return meanOfExample(mul(both, 0.5));
}

const spec: LossSpec<LeastSquaresDiscriminatorOptions, [realScores: Tensor, fakeScores: Tensor]> = {
  fn: leastSquaresDiscriminator,
  aliases: ["least_squares_discriminator_loss", "lsganDiscriminator"],
  family: "generation",
  tasks: ["generation"],
  summary: "Squared distance of a discriminator's scores from the labels of real and generated examples.",
  formula: "\\tfrac12 (D(x) - b)^2 + \\tfrac12 (D(G(z)) - a)^2",
  inputs: [
    { name: "realScores", domain: "real", shape: scores, grad: true },
    { name: "fakeScores", domain: "real", shape: scores, grad: true },
  ],
  params: {
    realLabel: { kind: "number", default: 1, doc: "Target b of real examples." },
    fakeLabel: { kind: "number", default: 0, doc: "Target a of generated examples." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Mao et al. 2017, arXiv:1611.04076"],
  reference: {},
};
export default spec;
