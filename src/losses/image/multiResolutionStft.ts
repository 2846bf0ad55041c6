import type { Tensor } from "../../core/tensor.ts";
import { div } from "../../ops/arithmetic.ts";
import { addAll } from "../images.ts";
import { bindAlike } from "../shapes.ts";
import type { LossSpec } from "../spec.ts";
import { spectralDistance, waveformPair, zipResolutions } from "../spectra.ts";

export interface MultiResolutionStftOptions {
  /** Lengths of the transforms. Default 1024, 2048, 512. */
  readonly fftSizes?: readonly number[];
  /** Samples from frame to frame, for each. Default 120, 240, 50. */
  readonly hops?: readonly number[];
  /** Lengths of the Hann windows, for each. Default 600, 1200, 240. */
  readonly windows?: readonly number[];
}

/**
 * Mean over several short-time spectra of spectral convergence plus the mean absolute difference of log-amplitudes: some
 * resolve time, some frequency.
 * @param yTrue waveforms, [batch, time] real, more than half the longest transform long
 * @param yPred waveforms, the same shape
 * @returns [batch]
 * @throws ShapeError for waveforms of other shapes, or too short; ArgumentError for lists of different lengths
 */
export function multiResolutionStft(yTrue: Tensor, yPred: Tensor, options: MultiResolutionStftOptions = {}): Tensor {
  const { fftSizes = [1024, 2048, 512], hops = [120, 240, 50], windows = [600, 1200, 240] } = options;
  bindAlike("multiResolutionStft", { yTrue, yPred }, "[batch, time]");
  const resolutions = zipResolutions("multiResolutionStft", fftSizes, hops, windows);
  const distances = resolutions.map((each) => spectralDistance("multiResolutionStft", yTrue, yPred, each));
  return div(addAll(distances), distances.length);
}

const spec: LossSpec<MultiResolutionStftOptions> = {
  fn: multiResolutionStft,
  aliases: ["MultiResolutionSTFTLoss", "multiScaleStft"],
  family: "image",
  tasks: ["generation", "restoration"],
  summary: "Sound by its amplitudes at several resolutions of time and frequency.",
  formula:
    "\\frac{1}{M} \\sum_m \\mathrm{SC}_m(y, \\hat y) + \\frac{1}{n_m} \\lVert \\log |S_m| - \\log |\\hat S_m| \\rVert_1",
  inputs: waveformPair,
  values: "[batch]",
  sizes: { time: 1100 },
  params: {
    fftSizes: {
      kind: "numbers",
      integer: true,
      min: 2,
      default: [1024, 2048, 512],
      example: [64, 32],
      doc: "Transforms.",
    },
    hops: { kind: "numbers", integer: true, min: 1, default: [120, 240, 50], example: [100, 120], doc: "Hops." },
    windows: { kind: "numbers", integer: true, min: 1, default: [600, 1200, 240], example: [40, 32], doc: "Windows." },
  },
  // As in stft.
  rounding: 1e-2,
  minimum: 0,
  kinks: [],
  cite: ["Yamamoto et al. 2020, arXiv:1910.11480"],
  reference: {},
};
export default spec;
