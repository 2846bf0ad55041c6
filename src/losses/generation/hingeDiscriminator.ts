import type { Tensor } from "../../core/tensor.ts";
import { relu } from "../../ops/activation.ts";
import { add, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { requireScores, scores } from "../scores.ts";
import type { LossSpec } from "../spec.ts";

/**
 * The discriminator's hinge loss: real scores are pushed to 1 and above, generated ones to -1 and below.
 * @param realScores scores of real examples, [batch, ...]: one each, or one per patch
 * @param fakeScores scores of generated examples, the same shape
 * @returns [batch], the mean over the patches
 * @throws ShapeError when the shapes differ
 */
export function hingeDiscriminator(realScores: Tensor, fakeScores: Tensor): Tensor {
  requireScores("hingeDiscriminator", realScores, fakeScores);
  return meanOfExample(add(relu(sub(1, realScores)), relu(add(fakeScores, 1))));
}

const spec: LossSpec<object, [realScores: Tensor, fakeScores: Tensor]> = {
  fn: hingeDiscriminator,
  aliases: ["gan_hinge_discriminator"],
  family: "generation",
  tasks: ["generation"],
  summary: "Pushes scores of real examples above 1 and of generated ones below -1.",
  formula: "\\max(0, 1 - D(x)) + \\max(0, 1 + D(G(z)))",
  inputs: [
    { name: "realScores", domain: "real", shape: scores, grad: true },
    { name: "fakeScores", domain: "real", shape: scores, grad: true },
  ],
  params: {},
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "a score at its margin",
      gradient: "0",
      point: {
        inputs: { realScores: [1, 0], fakeScores: [-1, 0] },
        gradients: { realScores: [0, -1], fakeScores: [0, 1] },
      },
    },
  ],
  cite: ["Lim and Ye 2017, arXiv:1705.02894", "Miyato et al. 2018, arXiv:1802.05957"],
  reference: {},
};
export default spec;
