import type { Tensor } from "../../core/tensor.ts";
import { neg } from "../../ops/arithmetic.ts";
import { softplus } from "../../ops/exponential.ts";
import { meanOfExample } from "../examples.ts";
import { scores } from "../scores.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface GanGeneratorOptions {
  /** The paper's minimax form log(1 - D), whose gradient vanishes for a sure discriminator. Default false: -log D. */
  readonly saturating?: boolean;
}

/**
 * The generator's side of a generative adversarial network: how well generated examples pass for real.
 * @param fakeScores logits of generated examples, [batch, ...]: one each, or one per patch
 * @returns [batch], the mean over the patches
 */
export function ganGenerator(fakeScores: Tensor, { saturating = false }: GanGeneratorOptions = {}): Tensor {
  bindFloats("ganGenerator", { fakeScores: [fakeScores, scores] });
  return meanOfExample(saturating ? neg(softplus(fakeScores)) : softplus(neg(fakeScores)));
}

const spec: LossSpec<GanGeneratorOptions, [fakeScores: Tensor]> = {
  fn: ganGenerator,
  aliases: ["modified_generator_loss", { name: "minimax_generator_loss", options: { saturating: true } }],
  family: "generation",
  tasks: ["generation"],
  summary: "How well generated examples pass for real, for a generator; non-saturating unless told otherwise.",
  formula: "-\\log \\sigma(D(G(z))) \\quad \\text{or} \\quad \\log (1 - \\sigma(D(G(z))))",
  inputs: [{ name: "fakeScores", domain: "logits", shape: scores, grad: true }],
  params: {
    saturating: { kind: "flag", default: false, doc: "The minimax form, whose gradient vanishes." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Goodfellow et al. 2014, arXiv:1406.2661"],
  reference: {},
};
export default spec;
