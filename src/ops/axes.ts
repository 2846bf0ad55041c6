import { ArgumentError, ShapeError } from "../core/errors.ts";
import { normalizeAxes, normalizeAxis, shapeText, sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { broadcastTo, reshape } from "./structure.ts";

// Axes added, dropped, joined and repeated: all of it reshaping and broadcasting.

/**
 * Drops axes of size 1.
 * @param axes default: every axis of size 1
 * @throws ShapeError when a named axis has another size
 */
export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor {
  const natural = x.shape.flatMap((size, axis) => (size === 1 ? [axis] : []));
  const list = axes === undefined ? natural : normalizeAxes("squeeze", axes, x.rank);
  const wrong = list.find((axis) => x.shape[axis] !== 1);
  if (wrong !== undefined)
    throw new ShapeError("squeeze", {
      expected: `size 1 at axis ${wrong}`,
      got: shapeText(x.shape),
      fix: "name only axes of size 1, or reduce over it first",
    });
  const kept = x.shape.filter((_, axis) => !list.includes(axis));
  return reshape(x, kept);
}

/** New axes of size 1. @param axes where they are in the result */
export function expandDims(x: Tensor, axes: number | readonly number[]): Tensor {
  const count = typeof axes === "number" ? 1 : axes.length;
  const list = normalizeAxes("expandDims", axes, x.rank + count);
  const sizes = [...x.shape];
  return reshape(
    x,
    Array.from({ length: x.rank + count }, (_, axis) => (list.includes(axis) ? 1 : (sizes.shift() as number))),
  );
}

/** Axes from `startAxis` (default 1: all but the batch) to the last made one. A tensor of fewer axes gets one of size 1. */
export function flatten(x: Tensor, { startAxis = 1 }: { readonly startAxis?: number } = {}): Tensor {
  const from = startAxis === x.rank ? x.rank : normalizeAxis("flatten", startAxis, x.rank);
  return reshape(x, [...x.shape.slice(0, from), sizeOf(x.shape.slice(from))]);
}

/**
 * The tensor repeated along each axis.
 * @param repeats one whole number per axis
 * @throws ArgumentError when there are more or fewer, or one is negative
 */
export function tile(x: Tensor, repeats: readonly number[]): Tensor {
  if (repeats.length !== x.rank || repeats.some((count) => !Number.isInteger(count) || count < 0))
    throw new ArgumentError("tile", {
      expected: `${x.rank} whole, non-negative numbers for ${shapeText(x.shape)}`,
      got: shapeText(repeats),
    });
  // [n] repeated r times is [1, n] stretched to [r, n]; axes that are not repeated stay single.
  const apart = x.shape.flatMap((size, axis) => (repeats[axis] === 1 ? [size] : [1, size]));
  const stretched = x.shape.flatMap((size, axis) => (repeats[axis] === 1 ? [size] : [repeats[axis] as number, size]));
  const wide = broadcastTo(reshape(x, apart), stretched);
  const shape = x.shape.map((size, axis) => size * (repeats[axis] as number));
  return reshape(wide, shape);
}
