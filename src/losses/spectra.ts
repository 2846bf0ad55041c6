import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { abs, add, div, maximum, sqrt, square, sub } from "../ops/arithmetic.ts";
import { log } from "../ops/exponential.ts";
import { gather } from "../ops/gather.ts";
import { concat, pad, split } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { reshape } from "../ops/structure.ts";
import { meanOfExample, sumOfExample } from "./examples.ts";
import { rootOrZero } from "./norms.ts";
import type { LossInput, LossSpec } from "./spec.ts";

/** Half of a spectrum of real numbers: the rest mirrors it. */
export interface Spectrum {
  readonly real: Tensor;
  readonly imaginary: Tensor;
  /** How often each of the last axis's frequencies stands in the whole spectrum: 1 or 2. */
  readonly counts: Tensor;
}

/** Cosines and sines of a transform, [rows, frequencies]: row i is sample first + i of `size`, times its weight. */
function waves(
  { size, first = 0, weights }: { readonly size: number; readonly first?: number; readonly weights: readonly number[] },
  frequencies: number,
  like: Tensor,
): { cosine: Tensor; sine: Tensor } {
  const circle = (f: (angle: number) => number): number[] =>
    Array.from({ length: size }, (_, i) => f((-2 * Math.PI * i) / size));
  const table = (f: (angle: number) => number): Tensor => {
    const [values, samples] = [new Float64Array(weights.length * frequencies), circle(f)];
    for (const [i, weight] of weights.entries())
      for (let k = 0; k < frequencies; k++)
        values[i * frequencies + k] = weight * (samples[((i + first) * k) % size] as number);
    return constant(values, { shape: [weights.length, frequencies], dtype: like.dtype });
  };
  return { cosine: table(Math.cos), sine: table(Math.sin) };
}

function unitary(size: number): { readonly size: number; readonly weights: readonly number[] } {
  return { size, weights: Array.from({ length: size }, () => 1 / Math.sqrt(size)) };
}

/**
 * Orthonormal discrete Fourier transform of images, as products with matrices of cosines and sines.
 * @param x [batch, channels, height, width]
 * @param overChannels over the channels too
 * @returns [batch, channels, height, floor(width / 2) + 1] each
 */
export function spectrum2d(x: Tensor, overChannels = false): Spectrum {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const half = Math.floor(width / 2) + 1;
  const across = waves(unitary(width), half, x);
  const rows = { real: matMul(x, across.cosine), imaginary: matMul(x, across.sine) };
  const columns = transformLeft(rows, height);
  const counts = constant(
    Array.from({ length: half }, (_, k) => (k === 0 || 2 * k === width ? 1 : 2)),
    { dtype: x.dtype },
  );
  if (!overChannels) return { ...columns, counts };
  const flat = (part: Tensor): Tensor => reshape(part, [batch, channels, height * half]);
  const whole = transformLeft({ real: flat(columns.real), imaginary: flat(columns.imaginary) }, channels);
  const back = (part: Tensor): Tensor => reshape(part, [batch, channels, height, half]);
  return { real: back(whole.real), imaginary: back(whole.imaginary), counts };
}

/** Transform of complex numbers along the axis before the last. */
function transformLeft(
  { real, imaginary }: { real: Tensor; imaginary: Tensor },
  size: number,
): { real: Tensor; imaginary: Tensor } {
  const { cosine, sine } = waves(unitary(size), size, real);
  return {
    real: sub(matMul(cosine, real), matMul(sine, imaginary)),
    imaginary: add(matMul(cosine, imaginary), matMul(sine, real)),
  };
}

export interface StftOptions {
  /** Length of the transform. Default 1024. */
  readonly fftSize?: number;
  /** Samples from one frame to the next. Default 120. */
  readonly hop?: number;
  /** Length of the Hann window, in the middle of the frame. Default 600. */
  readonly window?: number;
}

/** Their documentation, for the specs. */
export const stftParams: LossSpec<StftOptions>["params"] = {
  fftSize: { kind: "integer", default: 1024, min: 2, example: 64, doc: "Length of the transform." },
  hop: { kind: "integer", default: 120, min: 1, example: 50, doc: "Samples from frame to frame." },
  window: { kind: "integer", default: 600, min: 1, example: 40, doc: "Length of the Hann window." },
};

/** Inputs of a loss that compares two waveforms. */
export const waveformPair: readonly [LossInput, LossInput] = [
  { name: "yTrue", domain: "real", shape: "[batch, time]" },
  { name: "yPred", domain: "real", shape: "[batch, time]", grad: true },
];

/**
 * Short-time Fourier transform: frames around every hop, the signal mirrored at its ends, weighted by a periodic Hann window.
 * @param x [batch, time], more than half the transform long
 * @returns real and imaginary parts, [batch, frames, fftSize / 2 + 1]
 */
export function shortTimeSpectrum(x: Tensor, { fftSize, hop, window }: Required<StftOptions>): [Tensor, Tensor] {
  const reach = Math.floor(fftSize / 2);
  const padded =
    x.size === 0
      ? pad(x, [
          [0, 0],
          [reach, reach],
        ])
      : pad(
          x,
          [
            [0, 0],
            [reach, reach],
          ],
          { mode: "reflect" },
        );
  const frames = Math.floor(((padded.shape[1] as number) - fftSize) / hop) + 1;
  // Outside the window a frame counts nothing, so only its middle is taken.
  const first = Math.floor((fftSize - window) / 2);
  const places = Array.from({ length: frames }, (_, frame) =>
    Array.from({ length: window }, (_, i) => frame * hop + first + i),
  );
  const taken = gather(padded, constant(places, { dtype: "int64" }), { axis: 1 });
  const weights = Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const { cosine, sine } = waves({ size: fftSize, first, weights }, reach + 1, x);
  return [matMul(taken, cosine), matMul(taken, sine)];
}

/**
 * Amplitudes of the short-time spectra of two waveforms, their squares not below 1e-7.
 * @returns [batch, frames, frequencies] each
 * @throws ShapeError for waveforms that cannot be mirrored by half the transform, ArgumentError for a window longer than it
 */
export function amplitudes(where: string, yTrue: Tensor, yPred: Tensor, options: StftOptions): [Tensor, Tensor] {
  const { fftSize = 1024, hop = 120, window = 600 } = options;
  if (window > fftSize)
    throw new ArgumentError(`${where}: window`, { expected: `no more than fftSize (${fftSize})`, got: `${window}` });
  const least = Math.floor(fftSize / 2) + 1;
  if ((yPred.shape[1] as number) < least)
    throw new ShapeError(where, {
      expected: `waveforms of at least ${least} samples (transforms of ${fftSize})`,
      got: `yPred of ${shapeText(yPred.shape)}`,
      fix: "give longer waveforms, or a shorter transform",
    });
  // Both at once, by one pair of matrices.
  const [real, imaginary] = shortTimeSpectrum(concat([yTrue, yPred]), { fftSize, hop, window });
  const both = sqrt(maximum(add(square(real), square(imaginary)), 1e-7));
  return split(both, 2) as [Tensor, Tensor];
}

/** Frobenius norm of the difference over that of the target; [batch]. */
export function convergence(wanted: Tensor, seen: Tensor): Tensor {
  return div(rootOrZero(sumOfExample(square(sub(seen, wanted)))), sqrt(sumOfExample(square(wanted))));
}

/** Spectral convergence plus mean absolute difference of log-amplitudes; [batch]. */
export function spectralDistance(where: string, yTrue: Tensor, yPred: Tensor, options: StftOptions): Tensor {
  const [wanted, seen] = amplitudes(where, yTrue, yPred, options);
  return add(convergence(wanted, seen), meanOfExample(abs(sub(log(seen), log(wanted)))));
}

/** Options of several transforms, from a list of each option. @throws ArgumentError for lists of different lengths */
export function zipResolutions(
  where: string,
  fftSizes: readonly number[],
  hops: readonly number[],
  windows: readonly number[],
): Required<StftOptions>[] {
  if (hops.length !== fftSizes.length || windows.length !== fftSizes.length)
    throw new ArgumentError(where, {
      expected: `as many hops and windows as fftSizes (${fftSizes.length})`,
      got: `${hops.length} and ${windows.length}`,
    });
  return fftSizes.map((fftSize, i) => ({ fftSize, hop: hops[i] as number, window: windows[i] as number }));
}
