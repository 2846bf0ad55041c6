import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg, sub } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { mean } from "../../ops/reduce.ts";
import { meanOfExample } from "../examples.ts";
import { requireScores, scores } from "../scores.ts";
import type { LossSpec } from "../spec.ts";

export interface RelativisticDiscriminatorOptions {
  /** Compare each score with the other kind's mean in the batch, instead of example by example. Default false. */
  readonly average?: boolean;
}

/**
 * A relativistic discriminator: real examples should score higher than generated ones, whatever the scores are. Exchange
 * the arguments for the generator.
 * @param realScores scores of real examples, [batch, ...]: one each, or one per patch
 * @param fakeScores scores of generated examples, the same shape
 * @returns [batch], the mean over the patches
 * @throws ShapeError when the shapes differ
 */
export function relativisticDiscriminator(
  realScores: Tensor,
  fakeScores: Tensor,
  { average = false }: RelativisticDiscriminatorOptions = {},
): Tensor {
  requireScores("relativisticDiscriminator", realScores, fakeScores);
  if (!average) return meanOfExample(softplus(sub(fakeScores, realScores)));
  const real = softplus(neg(sub(realScores, mean(fakeScores))));
  const fake = softplus(sub(fakeScores, mean(realScores)));
  return meanOfExample(mul(add(real, fake), 0.5));
}

const spec: LossSpec<RelativisticDiscriminatorOptions, [realScores: Tensor, fakeScores: Tensor]> = {
  fn: relativisticDiscriminator,
  aliases: [{ name: "ragan", options: { average: true } }, "rpgan"],
  family: "generation",
  tasks: ["generation"],
  summary: "Real examples should score higher than generated ones.",
  formula: "-\\log \\sigma(D(x) - D(G(z)))",
  inputs: [
    { name: "realScores", domain: "logits", shape: scores, grad: true },
    { name: "fakeScores", domain: "logits", shape: scores, grad: true },
  ],
  params: {
    average: { kind: "flag", default: false, doc: "Compare with the mean of the other kind instead of one by one." },
  },
  values: "[batch]",
  coupled: true,
  minimum: 0,
  kinks: [],
  cite: ["Jolicoeur-Martineau 2018, arXiv:1807.00734"],
  reference: {},
};
export default spec;
