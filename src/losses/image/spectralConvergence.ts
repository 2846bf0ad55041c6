import type { Tensor } from "../../core/tensor.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { amplitudes, convergence, type StftOptions, stftParams, waveformPair } from "../spectra.ts";

/**
 * Error of the amplitudes of a short-time spectrum relative to the target's, as Frobenius norms: loud parts count most. Squared
 * amplitudes below 1e-7 count as 1e-7.
 * @param yTrue waveforms, [batch, time] real, more than half the transform long
 * @param yPred waveforms, the same shape
 * @returns [batch]
 * @throws ShapeError for waveforms of other shapes, or too short
 */
export function spectralConvergence(yTrue: Tensor, yPred: Tensor, options: StftOptions = {}): Tensor {
  bindAlike("spectralConvergence", { yTrue, yPred }, "[batch, time]");
  const [wanted, seen] = amplitudes("spectralConvergence", yTrue, yPred, options);
  return convergence(wanted, seen);
}

const spec: LossSpec<StftOptions> = {
  fn: spectralConvergence,
  aliases: ["SpectralConvergenceLoss"],
  family: "image",
  tasks: ["generation", "restoration"],
  summary: "Relative error of a sound's amplitudes.",
  formula: "\\frac{\\lVert |S| - |\\hat S| \\rVert_F}{\\lVert |S| \\rVert_F}",
  inputs: waveformPair,
  values: "[batch]",
  sizes: { time: 600 },
  params: stftParams,
  minimum: 0,
  kinks: [],
  cite: ["Arık et al. 2019, arXiv:1808.06719"],
  reference: {},
};
export default spec;
