import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { scores } from "../scores.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

/**
 * The generator's loss against a critic: the negative score. It is also the generator's side of the hinge loss.
 * @param fakeScores the critic's scores of generated examples, [batch, ...]: one each, or one per patch
 * @returns [batch], the mean over the patches
 */
export function wassersteinGenerator(fakeScores: Tensor): Tensor {
  bindFloats("wassersteinGenerator", { fakeScores: [fakeScores, scores] });
  return meanOfExample(neg(fakeScores));
}

const spec: LossSpec<object, [fakeScores: Tensor]> = {
  fn: wassersteinGenerator,
  aliases: ["wasserstein_generator_loss", "hingeGenerator"],
  family: "generation",
  tasks: ["generation"],
  summary: "The critic's score of generated examples, negated, for a generator.",
  formula: "-D(G(z))",
  inputs: [{ name: "fakeScores", domain: "real", shape: scores, grad: true }],
  params: {},
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Arjovsky et al. 2017, arXiv:1701.07875"],
  reference: {},
};
export default spec;
