import type { Tensor } from "../../core/tensor.ts";
import { abs, add } from "../../ops/arithmetic.ts";
import { meanOfExample, sumOfExample } from "../examples.ts";
import { difference, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface TotalVariationOptions {
  /** Means over positions and channels, one for each direction, instead of sums. Default false. */
  readonly average?: boolean;
}

/**
 * Total variation, anisotropic: absolute differences of neighbours, down and across, summed over an image and its channels.
 * @param yPred images, [batch, channels, height, width] real
 * @returns [batch]
 * @throws ShapeError for anything but images
 */
export function totalVariation(yPred: Tensor, { average = false }: TotalVariationOptions = {}): Tensor {
  requireImages("totalVariation", { yPred });
  const over = average ? meanOfExample : sumOfExample;
  return add(over(abs(difference(yPred, 2))), over(abs(difference(yPred, 3))));
}

const spec: LossSpec<TotalVariationOptions, [yPred: Tensor]> = {
  fn: totalVariation,
  aliases: ["total_variation_loss", "TotalVariationLoss", "tv", "tvLoss", "tv_loss"],
  family: "image",
  tasks: ["smoothness", "restoration", "guidance"],
  summary: "Absolute differences of neighbouring pixels: flat regions with sharp edges.",
  formula: "\\sum_{i,j} |\\hat y_{i+1,j} - \\hat y_{i,j}| + |\\hat y_{i,j+1} - \\hat y_{i,j}|",
  inputs: [{ name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true }],
  values: "[batch]",
  params: { average: { kind: "flag", default: false, doc: "Means instead of sums, one for each direction." } },
  minimum: 0,
  kinks: [
    {
      at: "equal neighbours",
      gradient: "0",
      point: { inputs: { yPred: [[[[1, 1, 3]]]] }, gradients: { yPred: [[[[0, -1, 1]]]] } },
    },
  ],
  cite: ["Rudin et al. 1992, doi:10.1016/0167-2789(92)90242-F"],
  reference: { kornia: { name: "losses.TotalVariation", differs: "a value for each channel; they are summed here" } },
};
export default spec;
