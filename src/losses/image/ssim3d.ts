import type { Tensor } from "../../core/tensor.ts";
import { mul, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { bindAlike } from "../shapes.ts";
import { type SsimOptions, ssimMap, ssimParams } from "../similarity.ts";
import type { LossSpec } from "../spec.ts";

/**
 * One minus the structural similarity of volumes, by windows that are cubes.
 * @param yTrue volumes, [batch, channels, depth, height, width] real, from 0 to maxValue
 * @param yPred volumes, the same shape
 * @returns [batch], from 0 (equal) to 2; from 0 to 1 when `halved`
 * @throws ShapeError for volumes of other shapes, or smaller than the window
 */
export function ssim3d(yTrue: Tensor, yPred: Tensor, options: SsimOptions = {}): Tensor {
  bindAlike("ssim3d", { yTrue, yPred }, "[batch, channels, depth, height, width]");
  const loss = sub(1, meanOfExample(ssimMap("ssim3d", yTrue, yPred, options)));
  return options.halved ? mul(0.5, loss) : loss;
}

const spec: LossSpec<SsimOptions> = {
  fn: ssim3d,
  aliases: [
    { name: "ssim3d_loss", options: { border: "replicate" } },
    { name: "SSIM3DLoss", options: { border: "replicate" } },
  ],
  family: "image",
  tasks: ["restoration", "alignment"],
  summary: "Structural similarity of volumes.",
  formula:
    "1 - \\frac{(2\\mu_y\\mu_{\\hat y} + c_1)(2\\sigma_{y\\hat y} + c_2)}{(\\mu_y^2 + \\mu_{\\hat y}^2 + c_1)(\\sigma_y^2 + \\sigma_{\\hat y}^2 + c_2)}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, depth, height, width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, depth, height, width]", grad: true },
  ],
  values: "[batch]",
  sizes: { channels: 1, depth: 11, height: 11, width: 12 },
  params: ssimParams,
  minimum: 0,
  kinks: [],
  cite: ["Wang et al. 2004, doi:10.1109/TIP.2003.819861"],
  reference: {
    monai: { name: "SSIMLoss", differs: "there one loss for both, with spatial_dims 3" },
    kornia: { name: "losses.SSIM3DLoss", differs: 'borders repeated: border "replicate"' },
  },
};
export default spec;
