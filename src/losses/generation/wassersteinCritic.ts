import type { Tensor } from "../../core/tensor.ts";
import { sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { requireScores, scores } from "../scores.ts";
import type { LossSpec } from "../spec.ts";

/**
 * The critic's side of a Wasserstein generative adversarial network: generated scores less real ones. The critic has to be
 * Lipschitz: add `gradientPenalty`.
 * @param realScores scores of real examples, [batch, ...]: one each, or one per patch
 * @param fakeScores scores of generated examples, the same shape
 * @returns [batch], the mean over the patches
 * @throws ShapeError when the shapes differ
 */
export function wassersteinCritic(realScores: Tensor, fakeScores: Tensor): Tensor {
  requireScores("wassersteinCritic", realScores, fakeScores);
  return meanOfExample(sub(fakeScores, realScores));
}

const spec: LossSpec<object, [realScores: Tensor, fakeScores: Tensor]> = {
  fn: wassersteinCritic,
  aliases: ["wasserstein_discriminator_loss"],
  family: "generation",
  tasks: ["generation"],
  summary: "Difference of a critic's scores of generated and real examples.",
  formula: "D(G(z)) - D(x)",
  inputs: [
    { name: "realScores", domain: "real", shape: scores, grad: true },
    { name: "fakeScores", domain: "real", shape: scores, grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Arjovsky et al. 2017, arXiv:1701.07875"],
  reference: {},
};
export default spec;
