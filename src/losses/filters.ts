import { ShapeError } from "../core/errors.ts";
import { shapeText, sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { conv } from "../ops/conv.ts";
import { pad, slice } from "../ops/indexing.ts";
import { matMul } from "../ops/matmul.ts";
import { customGradient, reshape } from "../ops/structure.ts";
import { hypot } from "./norms.ts";

/** How a filter meets the border: not at all (the result is smaller), or beyond it zeros, mirrored or repeated elements. */
export type Border = "valid" | "zeros" | "reflect" | "replicate";

/** Samples of a Gaussian in a window, of sum 1. @param sigma standard deviation, in elements */
export function gaussianTaps(size: number, sigma: number): number[] {
  const raw = Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const total = raw.reduce((a, b) => a + b);
  return raw.map((tap) => tap / total);
}

/** A window of equal weights of sum 1. */
export function uniformTaps(size: number): number[] {
  return Array.from({ length: size }, () => 1 / size);
}

/**
 * Correlates an axis with a window. Every channel of every image is a group of one convolution, and the gradient is such a
 * convolution too. Gaussian of 11 along both axes inside SSIM, [4, 3, 256, 256], value / value and gradient on one CPU
 * thread: 13.9 / 29.4 ms; sums of slices 79.5 / 148.6, products with band matrices 28.7 / 55.6, images as the batch of a
 * convolution of one channel 74.8 / 124.2, channels as its groups with its own gradient 20.8 / 51.9. ONNX Runtime convolves
 * float32 only, so others take the products.
 */
export function filterAxis(x: Tensor, axis: number, taps: readonly number[], border: Border = "valid"): Tensor {
  const before = Math.floor((taps.length - 1) / 2);
  const after = taps.length - 1 - before;
  if (x.size === 0)
    return border === "valid" ? slice(x, { axes: axis, start: before, end: (x.shape[axis] as number) - after }) : x;
  if (border === "valid" || border === "zeros")
    return correlate(x, axis, taps, border === "zeros" ? [before, after] : [0, 0]);
  const widths = x.shape.map((_, at): [number, number] => (at === axis ? [before, after] : [0, 0]));
  return correlate(pad(x, widths, { mode: border === "reflect" ? "reflect" : "edge" }), axis, taps, [0, 0]);
}

function correlate(x: Tensor, axis: number, taps: readonly number[], padding: readonly [number, number]): Tensor {
  const [before, after] = padding;
  const length = x.shape[axis] as number;
  const reach = taps.length - 1;
  const isLast = axis === x.rank - 1;
  const groups = sizeOf(x.shape.slice(0, isLast ? 2 : axis));
  const rest = sizeOf(isLast ? x.shape.slice(2, -1) : x.shape.slice(axis + 1));
  const shape = x.shape.map((size, at) => (at === axis ? size + before + after - reach : size));
  if (x.dtype !== "float32") {
    const rows = Array.from({ length: shape[axis] as number }, (_, i) => i - before);
    const band = rows.map((start) => Array.from({ length }, (_, j) => taps[j - start] ?? 0));
    return reshape(
      matMul(
        constant(band, { dtype: x.dtype }),
        reshape(x, [sizeOf(x.shape.slice(0, axis)), length, isLast ? 1 : rest]),
      ),
      shape,
    );
  }
  const weights = constant(Array.from({ length: groups }, () => taps).flat(), {
    shape: isLast ? [groups, 1, 1, taps.length] : [groups, 1, taps.length, 1],
    dtype: x.dtype,
  });
  return customGradient(
    [x],
    (at) => {
      const image = reshape(at, isLast ? [1, groups, rest, length] : [1, groups, length, rest]);
      return reshape(conv(image, weights, { groups, padding: isLast ? [[0, 0], padding] : [padding, [0, 0]] }), shape);
    },
    (grad) => [correlate(grad, axis, [...taps].reverse(), [reach - before, reach - after])],
  );
}

/** Correlates the axes after the second with a window each. */
export function filterSpace(x: Tensor, taps: readonly number[], border: Border = "valid"): Tensor {
  return x.shape.slice(2).reduce((image: Tensor, _, i) => filterAxis(image, i + 2, taps, border), x);
}

/** Refuses images too small for a window. @throws ShapeError */
export function requireWindow(where: string, x: Tensor, size: number, border: Border = "valid"): void {
  const least = border === "valid" ? size : border === "reflect" ? Math.floor(size / 2) + 1 : 1;
  if (x.shape.slice(2).some((length) => length < least))
    throw new ShapeError(where, {
      expected: `images of at least ${least} pixels along each axis (windows of ${size})`,
      got: `yPred of ${shapeText(x.shape)}`,
      fix: "give larger images, or a smaller window",
    });
}

/**
 * Length of the gradient of images: central differences, smoothed across; borders repeat.
 * @param smooth weights across, of sum 1: [1/4, 1/2, 1/4] is the Sobel filter, thirds the Prewitt filter
 */
export function edgeStrength(image: Tensor, smooth: readonly number[]): Tensor {
  const along = (axis: number, across: number): Tensor =>
    filterAxis(filterAxis(image, across, smooth, "replicate"), axis, [-0.5, 0, 0.5], "replicate");
  return hypot([along(2, 3), along(3, 2)]);
}

/** Weights of a window by name, not of sum 1: a triangle and a Gaussian as wide as MONAI's. */
export function windowOf(kernel: "rectangular" | "triangular" | "gaussian", size: number): number[] {
  const distance = Array.from({ length: size }, (_, i) => Math.abs(i - (size - 1) / 2));
  if (kernel === "rectangular") return distance.map(() => 1);
  if (kernel === "gaussian") return distance.map((each) => Math.exp(-0.5 * (each / (size / 3)) ** 2));
  const half = Math.floor((size + 1) / 2);
  const width = half % 2 === 0 ? half - 1 : half;
  return distance.map((each) => Math.max(0, width - each) / width ** 2);
}

/** A bell of sum 1, as wide as MONAI smooths by. @param scale standard deviation or half width at half height, in elements */
export function smoothingTaps(kernel: "gaussian" | "cauchy", scale: number): number[] {
  const reach = kernel === "gaussian" ? Math.floor(Math.max(3 * scale, 0.5) + 0.5) : Math.floor(5 * scale);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const distance = (i - reach) / scale;
    return kernel === "gaussian" ? Math.exp(-(distance ** 2) / 2) : 1 / (1 + distance ** 2);
  });
  const total = raw.reduce((a, b) => a + b);
  return raw.map((tap) => tap / total);
}
