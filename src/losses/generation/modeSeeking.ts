import type { Tensor } from "../../core/tensor.ts";
import { abs, add, div, mul, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface ModeSeekingOptions {
  /** Added to the ratio of distances before it is inverted. Default 1e-5. */
  readonly epsilon?: number;
}

/**
 * Against mode collapse: images of two latents should differ as much as the latents do. The inverse of the ratio of their
 * mean absolute differences.
 * @param image1 generated from latent1, [batch, ...]
 * @param image2 generated from latent2, the same shape
 * @param latent1 [batch, latents]
 * @param latent2 the same shape
 * @returns [batch]
 * @throws ShapeError when shapes do not fit
 */
export function modeSeeking(
  image1: Tensor,
  image2: Tensor,
  latent1: Tensor,
  latent2: Tensor,
  { epsilon = 1e-5 }: ModeSeekingOptions = {},
): Tensor {
  bindFloats("modeSeeking", {
    image1: [image1, data],
    image2: [image2, data],
    latent1: [latent1, code],
    latent2: [latent2, code],
  });
  const between = (a: Tensor, b: Tensor): Tensor => meanOfExample(abs(sub(a, b)));
  const [images, latents] = [between(image1, image2), between(latent1, latent2)];
  return div(latents, add(images, mul(latents, epsilon)));
}

const data = "[batch, ...]";
const code = "[batch, latents]";

const spec: LossSpec<ModeSeekingOptions, [image1: Tensor, image2: Tensor, latent1: Tensor, latent2: Tensor]> = {
  fn: modeSeeking,
  aliases: ["msgan"],
  family: "generation",
  tasks: ["generation"],
  summary: "Images of different latents should differ as the latents do.",
  formula:
    "\\left( \\frac{\\operatorname{mean} |G(z_1) - G(z_2)|}{\\operatorname{mean} |z_1 - z_2|} + \\epsilon \\right)^{-1}",
  inputs: [
    { name: "image1", domain: "real", shape: data, grad: true },
    { name: "image2", domain: "real", shape: data, grad: true },
    { name: "latent1", domain: "real", shape: code },
    { name: "latent2", domain: "real", shape: code },
  ],
  params: { epsilon: { kind: "number", default: 1e-5, above: 0, doc: "Added to the ratio before it is inverted." } },
  values: "[batch]",
  minimum: 0,
  kinks: [
    {
      at: "an element that both images share",
      gradient: "0",
      point: {
        inputs: { image1: [[1, 3]], image2: [[1, 1]], latent1: [[0]], latent2: [[1]] },
        options: { epsilon: 1 },
        gradients: { image1: [[0, -0.125]] },
      },
    },
  ],
  cite: ["Mao et al. 2019, arXiv:1903.05628"],
  reference: {},
};
export default spec;
