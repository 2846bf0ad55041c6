import type { Tensor } from "../../core/tensor.ts";
import { div, mul, square, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { requireImages } from "../images.ts";
import { rootOrZero } from "../norms.ts";
import type { LossSpec } from "../spec.ts";

export interface ErgasOptions {
  /** Size of the pixels that were sharpened over that of the pixels they were made from. Default 1. */
  readonly ratio?: number;
}

/**
 * Relative global error of synthesis: root mean square over bands of the error relative to the band's mean, times 100.
 * @param yTrue images of bands, [batch, channels, height, width] positive
 * @param yPred images, the same shape
 * @returns [batch], in percent
 * @throws ShapeError for images of other shapes
 */
export function ergas(yTrue: Tensor, yPred: Tensor, { ratio = 1 }: ErgasOptions = {}): Tensor {
  requireImages("ergas", { yTrue, yPred });
  const error = mean(square(sub(yPred, yTrue)), { axes: [2, 3] });
  const relative = div(error, square(mean(yTrue, { axes: [2, 3] })));
  return mul(100 * ratio, rootOrZero(mean(relative, { axes: 1 })));
}

const spec: LossSpec<ErgasOptions> = {
  fn: ergas,
  aliases: ["errorRelativeGlobalDimensionlessSynthesis"],
  family: "image",
  tasks: ["restoration"],
  summary: "Error of each band relative to its mean.",
  formula: "100\\, r \\sqrt{\\frac{1}{C} \\sum_c \\frac{\\mathrm{MSE}_c}{\\mu_c^2}}",
  inputs: [
    { name: "yTrue", domain: "positive", shape: "[batch, channels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true },
  ],
  values: "[batch]",
  params: {
    ratio: { kind: "number", default: 1, above: 0, doc: "Size of the sharpened pixels over that of the others." },
  },
  minimum: 0,
  kinks: [
    {
      at: "yPred = yTrue",
      gradient: "0",
      point: { inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[1, 2]]]] }, gradients: { yPred: [[[[0, 0]]]] } },
    },
  ],
  cite: ["Wald 2000, Quality of high resolution synthesised images: is there a simple criterion?"],
  reference: {},
};
export default spec;
