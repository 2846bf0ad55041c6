import type { Tensor } from "../../core/tensor.ts";
import { div, maximum, mul, square, sub } from "../../ops/arithmetic.ts";
import { log } from "../../ops/exponential.ts";
import { meanOfExample } from "../examples.ts";
import { signalPair } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";

export interface PsnrOptions {
  /** Largest value of a pixel: 1, or 255 for bytes. Default 1. */
  readonly maxValue?: number;
  /** Decibels beyond which images count as equal. Default 100: a root mean square error of maxValue / 100000. */
  readonly ceiling?: number;
}

/**
 * Negative peak signal-to-noise ratio in decibels, from the mean squared error of an example. Equal inputs, whose ratio is
 * infinite, get -ceiling, and no gradient from there on.
 * @param yTrue images or signals, [batch, ..., n] real, from 0 to maxValue
 * @param yPred the same shape
 * @returns [batch]: the lower the better, not below -ceiling
 * @throws ShapeError when the shapes differ
 */
export function psnr(yTrue: Tensor, yPred: Tensor, { maxValue = 1, ceiling = 100 }: PsnrOptions = {}): Tensor {
  bindAlike("psnr", { yTrue, yPred }, "[batch, ..., n]");
  const error = meanOfExample(square(div(sub(yPred, yTrue), maxValue)));
  return mul(10 * Math.LOG10E, log(maximum(error, 10 ** (-ceiling / 10))));
}

const spec: LossSpec<PsnrOptions> = {
  fn: psnr,
  aliases: ["psnr_loss", "PSNRLoss", "peakSignalToNoiseRatio", "peak_signal_noise_ratio"],
  family: "image",
  tasks: ["restoration"],
  summary: "Mean squared error in decibels below the peak.",
  formula: "10 \\log_{10} \\max\\left(\\frac{1}{n L^2} \\sum_i (\\hat y_i - y_i)^2,\\; 10^{-c/10}\\right)",
  inputs: signalPair,
  values: "[batch]",
  params: {
    maxValue: { kind: "number", default: 1, above: 0, doc: "Largest value of a pixel, e.g. 255." },
    ceiling: {
      kind: "number",
      default: 100,
      above: 0,
      max: 300,
      example: 80,
      doc: "Decibels beyond which images count as equal.",
    },
  },
  minimum: null,
  kinks: [
    {
      at: "an error as small as the ceiling allows",
      gradient: "0",
      point: { inputs: { yTrue: [[1, 2]], yPred: [[1, 2]] }, gradients: { yPred: [[0, 0]] } },
    },
  ],
  cite: ["Huynh-Thu and Ghanbari 2008, doi:10.1049/el:20080522"],
  reference: { kornia: { name: "losses.PSNRLoss", differs: "-infinity for equal images; one number for the batch" } },
};
export default spec;
