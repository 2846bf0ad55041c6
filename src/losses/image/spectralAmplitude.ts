import { sizeOf } from "../../core/shape.ts";
import type { Tensor } from "../../core/tensor.ts";
import { div, mul, square, sub } from "../../ops/arithmetic.ts";
import { sumOfExample } from "../examples.ts";
import { imagePair, requireImages } from "../images.ts";
import { hypot } from "../norms.ts";
import type { LossSpec } from "../spec.ts";
import { spectrum2d } from "../spectra.ts";

export interface SpectralAmplitudeOptions {
  /** Channels are a third axis of the transform, instead of images of their own. Default false. */
  readonly overChannels?: boolean;
}

/**
 * Mean squared difference of the amplitudes of orthonormal spectra: phases, and so where things are, do not count.
 * @param yTrue images, [batch, channels, height, width] real
 * @param yPred images, the same shape
 * @returns [batch]
 * @throws ShapeError for images of other shapes
 */
export function spectralAmplitude(
  yTrue: Tensor,
  yPred: Tensor,
  { overChannels = false }: SpectralAmplitudeOptions = {},
): Tensor {
  requireImages("spectralAmplitude", { yTrue, yPred });
  const [seen, wanted] = [spectrum2d(yPred, overChannels), spectrum2d(yTrue, overChannels)];
  const gap = sub(hypot([seen.real, seen.imaginary]), hypot([wanted.real, wanted.imaginary]));
  return div(sumOfExample(mul(square(gap), seen.counts)), Math.max(1, sizeOf(yPred.shape.slice(1))));
}

const spec: LossSpec<SpectralAmplitudeOptions> = {
  fn: spectralAmplitude,
  aliases: ["spectral", { name: "JukeboxLoss", options: { overChannels: true } }],
  family: "image",
  tasks: ["generation", "compression"],
  summary: "Amplitudes of frequencies, whatever their phases.",
  formula: "\\frac{1}{n} \\sum_u \\big(|F_u(\\hat y)| - |F_u(y)|\\big)^2",
  inputs: imagePair,
  values: "[batch]",
  params: { overChannels: { kind: "flag", default: false, doc: "Channels are a third axis of the transform." } },
  minimum: 0,
  kinks: [
    {
      at: "a frequency that is not there",
      gradient: "0 from that frequency",
      point: { inputs: { yTrue: [[[[1, 2]]]], yPred: [[[[0, 0]]]] }, gradients: { yPred: [[[[0, 0]]]] } },
    },
  ],
  cite: ["Dhariwal et al. 2020, arXiv:2005.00341"],
  reference: { monai: { name: "JukeboxLoss", differs: "transforms over the channels too: overChannels" } },
};
export default spec;
