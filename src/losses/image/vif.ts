import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { requireWindow } from "../filters.ts";
import { requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";
import { visualInformation } from "../vif-scales.ts";

export interface VifOptions {
  /** Variance of the noise in the eye, for pixels from 0 to 255. Default 2. */
  readonly noise?: number;
  /** Largest value of a pixel. Default 1. */
  readonly maxValue?: number;
}

/**
 * One minus the visual information fidelity in the pixel domain: how much of what the eye gets from the target it still gets,
 * over four scales by Gaussian windows of 17, 9, 5 and 3 pixels; by channel, averaged. Below 0 for a picture that shows more.
 * @param yTrue images, [batch, channels, height, width] real, from 0 to maxValue, at least 41 pixels a side
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes, or too small
 */
export function vif(yTrue: Tensor, yPred: Tensor, { noise = 2, maxValue = 1 }: VifOptions = {}): Tensor {
  requireImages("vif", { yTrue, yPred });
  requireWindow("vif", yPred, 41);
  const { kept, whole } = visualInformation(mul(255 / maxValue, yTrue), mul(255 / maxValue, yPred), noise);
  return sub(1, mean(div(add(kept, 1e-10), add(whole, 1e-10)), { axes: 1 }));
}

const spec: LossSpec<VifOptions> = {
  fn: vif,
  aliases: ["visualInformationFidelity", "vifp"],
  family: "image",
  tasks: ["restoration"],
  summary: "How much of the target's information still reaches the eye.",
  formula:
    "1 - \\frac{\\sum_{j,k} \\log\\big(1 + g_{jk}^2 \\sigma_{jk}^2 / (\\hat\\sigma_{jk}^2 - g_{jk} \\sigma_{jk\\hat\\jmath} + \\sigma_n^2)\\big)}{\\sum_{j,k} \\log(1 + \\sigma_{jk}^2 / \\sigma_n^2)}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true },
  ],
  values: "[batch]",
  sizes: { channels: 1, height: 41, width: 42 },
  params: {
    noise: { kind: "number", default: 2, above: 0, doc: "Variance of the noise in the eye, for pixels from 0 to 255." },
    maxValue: { kind: "number", default: 1, above: 0, doc: "Largest value of a pixel, e.g. 255." },
  },
  // Pixels count 255 times, and with them their rounding.
  rounding: 1e-4,
  minimum: null,
  kinks: [],
  cite: ["Sheikh and Bovik 2006, doi:10.1109/TIP.2005.859378"],
  reference: {},
};
export default spec;
