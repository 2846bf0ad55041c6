import type { Tensor } from "../core/tensor.ts";
import { add, div, sub } from "../ops/arithmetic.ts";
import { slice } from "../ops/indexing.ts";
import { sum } from "../ops/structure.ts";
import { bindShapes, requireFloats, type Sizes } from "./shapes.ts";
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
  return requireShaped(where, images, "[batch, channels, height, width]");
}

/** Checks tensors of one notation and one float dtype. @throws DTypeError, ShapeError */
export function requireShaped(where: string, tensors: Readonly<Record<string, Tensor>>, notation: string): Sizes {
  requireFloats(where, ...Object.values(tensors));
  const named = Object.entries(tensors).map(([name, tensor]) => [name, [tensor, notation] as const] as const);
  return bindShapes(where, Object.fromEntries(named));
}

/** Sum over all axes but the first: one value per example. */
export function sumOfExample(x: Tensor): Tensor {
  return x.rank < 2 ? x : sum(x, { axes: x.shape.map((_, axis) => axis).slice(1) });
}

/** Mean over all axes but the first: one value per example; 0 over nothing. */
export function meanOfExample(x: Tensor): Tensor {
  const count = x.shape.slice(1).reduce((a, b) => a * b, 1);
  return div(sumOfExample(x), Math.max(1, count));
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
