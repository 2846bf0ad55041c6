import type { Tensor } from "../../core/tensor.ts";
import { add, div, mul, square, sub } from "../../ops/arithmetic.ts";
import { equal, lessEqual, where } from "../../ops/compare.ts";
import { limitsOf } from "../../ops/support.ts";
import { meanOfExample } from "../examples.ts";
import { filterSpace, requireWindow, uniformTaps } from "../filters.ts";
import { imagePair, requireImages } from "../images.ts";
import type { LossSpec } from "../spec.ts";

export interface UniversalQualityOptions {
  /** Elements along each axis of the window. Default 8. */
  readonly windowSize?: number;
}

/**
 * One minus the universal quality index: structural similarity by windows of equal weights and without constants that steady
 * it. A window in which both images are flat counts by its luminance alone, and one that is 0 in both as equal.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch], from 0 (equal) to 2
 * @throws ShapeError for images of other shapes, or smaller than the window
 */
export function universalQuality(
  yTrue: Tensor,
  yPred: Tensor,
  { windowSize = 8 }: UniversalQualityOptions = {},
): Tensor {
  requireImages("universalQuality", { yTrue, yPred });
  requireWindow("universalQuality", yPred, windowSize);
  const filter = (image: Tensor): Tensor => filterSpace(image, uniformTaps(windowSize));
  const [a, b] = [filter(yTrue), filter(yPred)];
  const [product, squares] = [mul(a, b), add(square(a), square(b))];
  const power = filter(add(square(yTrue), square(yPred)));
  const variances = sub(power, squares);
  const covariance = sub(filter(mul(yTrue, yPred)), product);
  // What rounding leaves of the variance of flat windows is no structure.
  const isFlat = lessEqual(variances, mul(power, 64 * limitsOf(yPred).epsilon));
  const isBlack = equal(squares, 0);
  const luminance = where(isBlack, 1, div(mul(2, product), where(isBlack, 1, squares)));
  const structure = where(isFlat, 1, div(mul(2, covariance), where(isFlat, 1, variances)));
  return sub(1, meanOfExample(mul(luminance, structure)));
}

const spec: LossSpec<UniversalQualityOptions> = {
  fn: universalQuality,
  aliases: ["uqi", "universalQualityIndex", "universalImageQuality"],
  family: "image",
  tasks: ["restoration"],
  summary: "Correlation, luminance and contrast in windows, with nothing that steadies them.",
  formula:
    "1 - \\frac{4 \\sigma_{y\\hat y} \\mu_y \\mu_{\\hat y}}{(\\sigma_y^2 + \\sigma_{\\hat y}^2)(\\mu_y^2 + \\mu_{\\hat y}^2)}",
  inputs: imagePair,
  values: "[batch]",
  sizes: { height: 9, width: 8 },
  params: {
    windowSize: { kind: "integer", default: 8, min: 2, example: 4, doc: "Elements along each axis of the window." },
  },
  minimum: 0,
  kinks: [],
  cite: ["Wang and Bovik 2002, doi:10.1109/97.995823"],
  reference: {},
};
export default spec;
