import type { Tensor } from "../../core/tensor.ts";
import { add, mul, neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { meanOfExample } from "../examples.ts";
import { requireScores, scores } from "../scores.ts";
import type { LossSpec } from "../spec.ts";

export interface GanDiscriminatorOptions {
  /** Target of real examples, below 1 for one-sided label smoothing. Default 1. */
  readonly realLabel?: number;
}

/**
 * The discriminator's side of a generative adversarial network: binary cross-entropy of real against generated examples.
 * @param realScores logits of real examples, [batch, ...]: one each, or one per patch
 * @param fakeScores logits of generated examples, the same shape
 * @returns [batch], the mean over the patches
 * @throws ShapeError when the shapes differ
 */
export function ganDiscriminator(
  realScores: Tensor,
  fakeScores: Tensor,
  { realLabel = 1 }: GanDiscriminatorOptions = {},
): Tensor {
  requireScores("ganDiscriminator", realScores, fakeScores);
  const real = add(softplus(neg(realScores)), mul(realScores, 1 - realLabel));
  return meanOfExample(add(real, softplus(fakeScores)));
}

const spec: LossSpec<GanDiscriminatorOptions, [realScores: Tensor, fakeScores: Tensor]> = {
  fn: ganDiscriminator,
  aliases: ["minimax_discriminator_loss", "modified_discriminator_loss"],
  family: "generation",
  tasks: ["generation"],
  summary: "Binary cross-entropy of real against generated examples, for a discriminator.",
  formula: "-\\log \\sigma(D(x)) - \\log (1 - \\sigma(D(G(z))))",
  inputs: [
    { name: "realScores", domain: "logits", shape: scores, grad: true },
    { name: "fakeScores", domain: "logits", shape: scores, grad: true },
  ],
  params: {
    realLabel: { kind: "number", default: 1, above: 0, max: 1, doc: "Target of real examples: below 1 smooths." },
  },
  values: "[batch]",
  minimum: 0,
  kinks: [],
  cite: ["Goodfellow et al. 2014, arXiv:1406.2661"],
  reference: {},
};
export default spec;
