import type { Tensor } from "../../core/tensor.ts";
import { mul, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { scores } from "../scores.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface LeastSquaresGeneratorOptions {
  /** What the discriminator should take generated examples for. Default 1. */
  readonly realLabel?: number;
}

/**
 * The generator's side of a least-squares generative adversarial network.
 * @param fakeScores scores of generated examples, [batch, ...]: one each, or one per patch
 * @returns [batch], the mean over the patches
 */
export function leastSquaresGenerator(
  fakeScores: Tensor,
  { realLabel = 1 }: LeastSquaresGeneratorOptions = {},
): Tensor {
  bindFloats("leastSquaresGenerator", { fakeScores: [fakeScores, scores] });
  return meanOfExample(mul(square(sub(fakeScores, realLabel)), 0.5));
}

const spec: LossSpec<LeastSquaresGeneratorOptions, [fakeScores: Tensor]> = {
  fn: leastSquaresGenerator,
  aliases: ["least_squares_generator_loss", "lsganGenerator"],
  family: "generation",
  tasks: ["generation"],
  summary: "Squared distance of generated examples' scores from the label of real ones.",
  formula: "\\tfrac12 (D(G(z)) - c)^2",
  inputs: [{ name: "fakeScores", domain: "real", shape: scores, grad: true }],
  params: { realLabel: { kind: "number", default: 1, doc: "Label c of real examples." } },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Mao et al. 2017, arXiv:1611.04076"],
  reference: {},
};
export default spec;
