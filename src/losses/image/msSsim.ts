import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { mean } from "../../ops/reduce.ts";
import { imagePair, requireImages } from "../images.ts";
import { type MultiscaleOptions, multiscaleParams, multiscaleSimilarity } from "../similarity.ts";
import type { LossSpec } from "../spec.ts";

export type { MultiscaleOptions as MsSsimOptions } from "../similarity.ts";

/**
 * One minus the structural similarity at several scales, each half as large as the one before: contrast and structure at
 * all, luminance at the last, each to the power of its weight. A negative mean counts as 0, with zero gradient. A scale
 * smaller than the window is compared by a window of its own size, so small images can be compared too.
 * @param yTrue images, [batch, channels, height, width] real, from 0 to maxValue; at least 2^(scales - 1) pixels a side
 * @param yPred images, the same shape
 * @returns [batch], from 0 (equal) to 1: the mean over channels
 * @throws ShapeError for images of other shapes, or too small for the scales
 */
export function msSsim(yTrue: Tensor, yPred: Tensor, options: MultiscaleOptions = {}): Tensor {
  requireImages("msSsim", { yTrue, yPred });
  const loss = sub(1, mean(multiscaleSimilarity("msSsim", yTrue, yPred, options), { axes: 1 }));
  return options.halved ? mul(0.5, loss) : loss;
}

const spec: LossSpec<MultiscaleOptions> = {
  fn: msSsim,
  aliases: ["ms_ssim_loss", "multiscaleSsim", "ssim_multiscale"],
  family: "image",
  tasks: ["restoration", "generation"],
  summary: "Structural similarity at several scales.",
  formula: "1 - l_M^{w_M} \\prod_{j=1}^{M} s_j^{w_j}",
  inputs: imagePair,
  values: "[batch]",
  sizes: { height: 16, width: 20 },
  params: multiscaleParams,
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2003, doi:10.1109/ACSSC.2003.1292216"],
  reference: {},
};
export default spec;
