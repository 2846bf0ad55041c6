import type { Tensor } from "../../core/tensor.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { type StftOptions, spectralDistance, stftParams, waveformPair } from "../spectra.ts";

/**
 * Distance of two waveforms in one short-time spectrum: spectral convergence and the mean absolute difference of the logarithms
 * of the amplitudes, added. Squared amplitudes below 1e-7 count as 1e-7.
 * @param yTrue waveforms, [batch, time] real, more than half the transform long
 * @param yPred waveforms, the same shape
 * @returns [batch]
 * @throws ShapeError for waveforms of other shapes, or too short
 */
export function stft(yTrue: Tensor, yPred: Tensor, options: StftOptions = {}): Tensor {
  bindAlike("stft", { yTrue, yPred }, "[batch, time]");
  return spectralDistance("stft", yTrue, yPred, options);
}

const spec: LossSpec<StftOptions> = {
  fn: stft,
  aliases: ["STFTLoss", "shortTimeFourier"],
  family: "image",
  tasks: ["generation", "restoration"],
  summary: "Sound by its amplitudes over time and frequency.",
  formula:
    "\\frac{\\lVert |S| - |\\hat S| \\rVert_F}{\\lVert |S| \\rVert_F} + \\frac{1}{n} \\lVert \\log |S| - \\log |\\hat S| \\rVert_1",
  inputs: waveformPair,
  values: "[batch]",
  sizes: { time: 560 },
  params: stftParams,
  // An amplitude that nearly vanishes is the difference of large numbers, and its logarithm's slope is one over it.
  rounding: 1e-2,
  minimum: 0,
  kinks: [],
  cite: ["Arık et al. 2019, arXiv:1808.06719", "Yamamoto et al. 2020, arXiv:1910.11480"],
  reference: {},
};
export default spec;
