import type { Tensor } from "../../core/tensor.ts";
import { add, div } from "../../ops/arithmetic.ts";
import { filterSpace, smoothingTaps } from "../filters.ts";
import { perExample } from "../inner.ts";
import { meanSquaredError } from "../regression/meanSquaredError.ts";
import { bindFloats } from "../shapes.ts";
import type { LossOption, LossSpec } from "../spec.ts";

export interface MultiScaleOptions {
  /** The loss at each scale. Default mean squared error. */
  readonly loss?: LossOption;
  /** Widths of the smoothing, in elements; 0 is none. Default 0, 1, 2, 4. */
  readonly scales?: readonly number[];
  /** Shape of the smoothing. Default "gaussian". */
  readonly kernel?: "gaussian" | "cauchy";
}

/**
 * A loss of images at several scales: of both images smoothed more and more, so that also what does not overlap yet is
 * drawn together. The mean over scales; beyond the border are zeros.
 * @param yTrue [batch, channels, ...space], at least one axis of space
 * @param yPred the same shape
 * @returns [batch]
 * @throws ShapeError when the shapes differ, DTypeError unless both are floats of one dtype
 */
export function multiScale(
  yTrue: Tensor,
  yPred: Tensor,
  { loss = meanSquaredError, scales = [0, 1, 2, 4], kernel = "gaussian" }: MultiScaleOptions = {},
): Tensor {
  const shape = "[batch, channels, ..., width]";
  const { batch = 0 } = bindFloats("multiScale", { yTrue: [yTrue, shape], yPred: [yPred, shape] });
  const values = scales.map((scale) => {
    const taps = scale === 0 ? undefined : smoothingTaps(kernel, scale);
    const smoothed = (x: Tensor): Tensor => (taps === undefined ? x : filterSpace(x, taps, "zeros"));
    return perExample("multiScale", loss(smoothed(yTrue), smoothed(yPred)), batch);
  });
  return div(
    values.reduce((a, b) => add(a, b)),
    scales.length,
  );
}

const spec: LossSpec<MultiScaleOptions> = {
  fn: multiScale,
  aliases: ["MultiScaleLoss"],
  family: "wrapper",
  tasks: ["alignment", "restoration"],
  summary: "A loss of images smoothed at several scales.",
  formula: "\\frac{1}{|S|} \\sum_{\\sigma \\in S} \\ell(k_\\sigma * y, k_\\sigma * \\hat{y})",
  inputs: [
    { name: "yTrue", domain: "real", shape: "[batch, channels, ..., width]" },
    { name: "yPred", domain: "real", shape: "[batch, channels, ..., width]", grad: true },
  ],
  params: {
    loss: { kind: "loss", default: "meanSquaredError", example: "meanAbsoluteError", doc: "The loss at each scale." },
    scales: { kind: "numbers", default: [0, 1, 2, 4], min: 0, example: [0, 1.5], doc: "Widths of the smoothing." },
    kernel: { kind: "choice", default: "gaussian", choices: ["gaussian", "cauchy"], doc: "Shape of the smoothing." },
  },
  values: "[batch]",
  minimum: null,
  kinks: [],
  cite: ["Fu et al. 2020, doi:10.21105/joss.02705", "Cardoso et al. 2022, arXiv:2211.02701"],
  reference: {
    monai: {
      name: "MultiScaleLoss",
      differs: "no smoothing by default; the Gaussian's weights do not add up to 1 exactly",
    },
  },
};
export default spec;
