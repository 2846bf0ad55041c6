import type { Tensor } from "../../core/tensor.ts";
import { div, maximum, mul, neg, square, sub } from "../../ops/arithmetic.ts";
import { meanOfExample } from "../examples.ts";
import { filterSpace, windowOf } from "../filters.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface LocalNormalizedCrossCorrelationOptions {
  /** Elements along each axis of the window, odd. Default 3. */
  readonly kernelSize?: number;
  /** Weights in the window. Default "rectangular". */
  readonly kernel?: "rectangular" | "triangular" | "gaussian";
  /** Least variance, as the window's sum of squares. Default 0.00001. */
  readonly smooth?: number;
}

/**
 * Minus the squared correlation of two images in windows, averaged over positions and channels: alignment whatever the local
 * brightness and contrast, inverted too. Beyond the border are zeros.
 * @param yTrue fixed images, [batch, channels, width], [batch, channels, height, width] or with depth; real
 * @param yPred moving images, the same shape
 * @returns [batch], from -1 (aligned) to 0
 * @throws ShapeError when the shapes differ, or have no spatial axis
 */
export function localNormalizedCrossCorrelation(
  yTrue: Tensor,
  yPred: Tensor,
  options: LocalNormalizedCrossCorrelationOptions = {},
): Tensor {
  bindAlike("localNormalizedCrossCorrelation", { yTrue, yPred }, "[batch, channels, ..., width]");
  const { kernelSize = 3, kernel = "rectangular", smooth = 1e-5 } = options;
  const taps = windowOf(kernel, kernelSize);
  const volume = taps.reduce((a, b) => a + b) ** (yPred.rank - 2);
  const over = (x: Tensor): Tensor => filterSpace(x, taps, "zeros");
  const [t, p] = [over(yTrue), over(yPred)];
  const scatter = (products: Tensor, a: Tensor, b: Tensor): Tensor => sub(over(products), div(mul(a, b), volume));
  const cross = scatter(mul(yTrue, yPred), t, p);
  const wanted = maximum(scatter(square(yTrue), t, t), smooth);
  const seen = maximum(scatter(square(yPred), p, p), smooth);
  return neg(meanOfExample(mul(div(cross, wanted), div(cross, seen))));
}

const spec: LossSpec<LocalNormalizedCrossCorrelationOptions> = {
  fn: localNormalizedCrossCorrelation,
  aliases: ["LocalNormalizedCrossCorrelationLoss", "lncc"],
  family: "registration",
  tasks: ["alignment"],
  summary: "Correlation in windows, whatever the local contrast.",
  formula:
    "-\\frac{1}{n} \\sum_w \\frac{\\mathrm{cov}_w(y, \\hat y)^2}{\\mathrm{var}_w(y)\\, \\mathrm{var}_w(\\hat y)}",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, ..., width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, ..., width]", grad: true },
  ],
  values: "[batch]",
  params: {
    kernelSize: { kind: "integer", default: 3, min: 1, example: 5, doc: "Elements along each axis of the window." },
    kernel: {
      kind: "choice",
      default: "rectangular",
      choices: ["rectangular", "triangular", "gaussian"],
      doc: "Weights.",
    },
    smooth: { kind: "number", default: 1e-5, above: 0, example: 1e-3, doc: "Least variance, as a sum of squares." },
  },
  // A window's variance is the difference of a sum of squares and a squared sum.
  rounding: 1e-3,
  minimum: -1,
  kinks: [],
  cite: ["Avants et al. 2008, doi:10.1016/j.media.2007.06.004", "Balakrishnan et al. 2019, arXiv:1809.05231"],
  reference: { monai: "LocalNormalizedCrossCorrelationLoss" },
};
export default spec;
