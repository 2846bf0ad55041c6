import { constant, type Tensor } from "../core/tensor.ts";
import { add, sub } from "../ops/arithmetic.ts";
import { gather } from "../ops/gather.ts";
import { pad } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { reshape } from "../ops/structure.ts";

/** Half of a spectrum of real numbers: the rest mirrors it. */
export interface Spectrum {
  readonly real: Tensor;
  readonly imaginary: Tensor;
  /** How often each of the last axis's frequencies stands in the whole spectrum: 1 or 2. */
  readonly counts: Tensor;
}

/** Cosines and sines of a transform of `size` numbers, [size, frequencies]. */
function waves(size: number, frequencies: number, scale: number, like: Tensor): { cosine: Tensor; sine: Tensor } {
  const table = (f: (angle: number) => number): Tensor => {
    const rows = Array.from({ length: size }, (_, i) =>
      Array.from({ length: frequencies }, (_, k) => scale * f((-2 * Math.PI * ((i * k) % size)) / size)),
    );
    return constant(rows, { dtype: like.dtype });
  };
  return { cosine: table(Math.cos), sine: table(Math.sin) };
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
  const across = waves(width, half, 1 / Math.sqrt(width), x);
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
  const { cosine, sine } = waves(size, size, 1 / Math.sqrt(size), real);
  return {
    real: sub(matMul(cosine, real), matMul(sine, imaginary)),
    imaginary: add(matMul(cosine, imaginary), matMul(sine, real)),
  };
}

export interface StftOptions {
  /** Length of the transform. */
  readonly fftSize: number;
  /** Samples from one frame to the next. */
  readonly hop: number;
  /** Length of the Hann window, in the middle of the frame. */
  readonly window: number;
}

/**
 * Short-time Fourier transform: frames around every hop, the signal mirrored at its ends, weighted by a periodic Hann window.
 * @param x [batch, time], more than half the transform long
 * @returns real and imaginary parts, [batch, frames, fftSize / 2 + 1]
 */
export function shortTimeSpectrum(x: Tensor, { fftSize, hop, window }: StftOptions): [Tensor, Tensor] {
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
  const hann = Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const table = (f: (angle: number) => number): Tensor =>
    constant(
      hann.map((weight, i) =>
        Array.from({ length: Math.floor(fftSize / 2) + 1 }, (_, k) => {
          return weight * f((-2 * Math.PI * (((i + first) * k) % fftSize)) / fftSize);
        }),
      ),
      { dtype: x.dtype },
    );
  return [matMul(taken, table(Math.cos)), matMul(taken, table(Math.sin))];
}
