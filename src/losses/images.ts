import type { Tensor } from "../core/tensor.ts";
import { add, sub } from "../ops/arithmetic.ts";
import { slice } from "../ops/indexing.ts";
import { bindAlike, type Sizes } from "./shapes.ts";
import type { LossInput } from "./spec.ts";

/** Inputs of a loss that compares two images. */
export const imagePair: readonly [LossInput, LossInput] = [
  { name: "yTrue", domain: "real", shape: "[batch, channels, height, width]" },
  { name: "yPred", domain: "real", shape: "[batch, channels, height, width]", grad: true },
];

/** Inputs of a loss that compares two signals, images or volumes as a whole. */
export const signalPair: readonly [LossInput, LossInput] = [
  { name: "yTrue", domain: "real", shape: "[batch, ..., n]" },
  { name: "yPred", domain: "real", shape: "[batch, ..., n]", grad: true },
];

/**
 * Checks images: [batch, channels, height, width] of one shape, floats of one dtype.
 * @throws DTypeError, ShapeError
 */
export function requireImages(where: string, images: Readonly<Record<string, Tensor>>): Sizes {
  return bindAlike(where, images, "[batch, channels, height, width]");
}

/** x[i + 1] - x[i] along an axis, one shorter. */
export function difference(x: Tensor, axis: number): Tensor {
  return sub(slice(x, { axes: axis, start: 1 }), slice(x, { axes: axis, end: -1 }));
}

/** Sum of tensors of one shape. */
export function addAll(parts: readonly Tensor[]): Tensor {
  return parts.reduce((a, b) => add(a, b));
}

/** x[i + 1] - x[i - 1] along an axis, two shorter. */
export function wideDifference(x: Tensor, axis: number): Tensor {
  return sub(slice(x, { axes: axis, start: 2 }), slice(x, { axes: axis, end: -2 }));
}

/** The pixels at an offset in each square neighbourhood that lies inside the images. */
export function neighbours(x: Tensor, [down, across]: readonly [number, number], size: number): Tensor {
  const [height, width] = x.shape.slice(2) as [number, number];
  const end = [down + height - size + 1, across + width - size + 1];
  return slice(x, { axes: [2, 3], start: [down, across], end });
}

/** Offsets in a square neighbourhood, all but its middle. */
export function neighbourOffsets(size: number): (readonly [number, number])[] {
  const all = Array.from({ length: size * size }, (_, i) => [Math.floor(i / size), i % size] as const);
  return all.filter((_, i) => i !== (size * size - 1) / 2);
}
