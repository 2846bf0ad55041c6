import type { Tensor } from "../../core/tensor.ts";
import { add, mul, sqrt, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { bindFloats } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface AlphaCompositionOptions {
  /** Rounds the absolute value off near 0. Default 0.000001. */
  readonly epsilon?: number;
}

/**
 * Difference of an image and its composition from foreground and background by a predicted matte: √(e² + epsilon²), averaged.
 * @param image [batch, channels, height, width] real, from 0 to 1
 * @param foreground the same shape
 * @param background the same shape
 * @param yPred matte, [batch, 1, height, width], from 0 (background) to 1
 * @returns [batch]
 * @throws ShapeError when the sizes differ
 */
export function alphaComposition(
  image: Tensor,
  foreground: Tensor,
  background: Tensor,
  yPred: Tensor,
  { epsilon = 1e-6 }: AlphaCompositionOptions = {},
): Tensor {
  bindFloats("alphaComposition", {
    image: [image, "[batch, channels, height, width]"],
    foreground: [foreground, "[batch, channels, height, width]"],
    background: [background, "[batch, channels, height, width]"],
    yPred: [yPred, "[batch, 1, height, width]"],
  });
  const composed = add(background, mul(yPred, sub(foreground, background)));
  return meanOfExample(sqrt(add(square(sub(composed, image)), epsilon ** 2)));
}

const spec: LossSpec<AlphaCompositionOptions, [image: Tensor, foreground: Tensor, background: Tensor, yPred: Tensor]> =
  {
    fn: alphaComposition,
    aliases: ["compositional", "compositionLoss"],
    family: "image",
    tasks: ["masks", "restoration"],
    summary: "A matte that puts the image together again.",
    formula: "\\frac{1}{n} \\sum_i \\sqrt{(\\hat\\alpha_i F_i + (1 - \\hat\\alpha_i) B_i - I_i)^2 + \\epsilon^2}",
    inputs: [
      { name: "image", domain: "real", shape: "[batch, channels, height, width]" },
      { name: "foreground", domain: "real", shape: "[batch, channels, height, width]" },
      { name: "background", domain: "real", shape: "[batch, channels, height, width]" },
      { name: "yPred", domain: "probabilities", shape: "[batch, 1, height, width]", grad: true },
    ],
    values: "[batch]",
    params: {
      epsilon: { kind: "number", default: 1e-6, above: 0, example: 0.01, doc: "Rounds the absolute value off near 0." },
    },
    minimum: 0,
    kinks: [],
    cite: ["Xu et al. 2017, arXiv:1703.03872"],
    reference: {},
  };
export default spec;
