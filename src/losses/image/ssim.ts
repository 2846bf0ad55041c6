import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { imagePair, requireImages } from "../images.ts";
import { type SsimOptions, ssimMap, ssimParams } from "../similarity.ts";
import type { LossSpec } from "../spec.ts";

export type { SsimOptions } from "../similarity.ts";

/**
 * One minus the structural similarity: luminance, contrast and structure of every window, averaged over windows and channels.
 * @param yTrue images, [batch, channels, height, width] real, from 0 to maxValue
 * @param yPred images, the same shape
 * @returns [batch], from 0 (equal) to 2; from 0 to 1 when `halved`
 * @throws ShapeError for images of other shapes, or smaller than the window
 */
export function ssim(yTrue: Tensor, yPred: Tensor, options: SsimOptions = {}): Tensor {
  requireImages("ssim", { yTrue, yPred });
  const loss = sub(1, meanOfExample(ssimMap("ssim", yTrue, yPred, options)));
  return options.halved ? mul(0.5, loss) : loss;
}

const spec: LossSpec<SsimOptions> = {
  fn: ssim,
  aliases: [
    { name: "dssim", options: { halved: true } },
    { name: "ssim_loss", options: { border: "reflect", halved: true } },
    { name: "SSIMLoss", options: { border: "reflect", halved: true } },
    "monai.SSIMLoss",
  ],
  family: "image",
  tasks: ["restoration", "generation"],
  summary: "Structure of pictures, window by window, instead of their pixels one by one.",
  formula:
    "1 - \\frac{(2\\mu_y\\mu_{\\hat y} + c_1)(2\\sigma_{y\\hat y} + c_2)}{(\\mu_y^2 + \\mu_{\\hat y}^2 + c_1)(\\sigma_y^2 + \\sigma_{\\hat y}^2 + c_2)}",
  inputs: imagePair,
  values: "[batch]",
  sizes: { height: 12, width: 13 },
  params: ssimParams,
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2004, doi:10.1109/TIP.2003.819861"],
  reference: {
    monai: "SSIMLoss",
    kornia: {
      name: "losses.SSIMLoss",
      differs: 'half of it, clamped to [0, 1], borders mirrored: border "reflect" and halved',
    },
  },
};
export default spec;
