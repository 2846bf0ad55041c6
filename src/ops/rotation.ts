import { ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, clip, floor, mul, sub } from "./arithmetic.ts";
import { expandDims } from "./axes.ts";
import { iota } from "./bits.ts";
import { gatherElements } from "./gather.ts";
import { pad } from "./indexing.ts";
import { broadcastTo, cast, reshape, stopGradient } from "./structure.ts";
import { cos, sin } from "./trigonometric.ts";
import { requireImage } from "./window.ts";

/**
 * Images turned about their centres, counterclockwise as one looks at them, by bilinear interpolation; what comes in from beyond an
 * image is 0. Differentiable by the images, not by the angles.
 * @param x [batch, channels, height, width]
 * @param angles [batch], radians
 * @returns the shape of x
 * @throws ShapeError for other shapes
 */
export function rotateImages(x: Tensor, angles: Tensor): Tensor {
  requireImage("rotateImages", x);
  const [batch, channels, height, width] = x.shape as readonly [number, number, number, number];
  if (x.rank !== 4 || angles.rank !== 1 || angles.shape[0] !== batch)
    throw new ShapeError("rotateImages", {
      expected: "images [batch, channels, height, width] and angles [batch]",
      got: `${shapeText(x.shape)} and ${shapeText(angles.shape)}`,
    });
  const turn = expandDims(stopGradient(cast(angles, x.dtype)), [1, 2]);
  const fromCentre = (size: number): Tensor => sub(cast(iota(size), x.dtype), (size - 1) / 2);
  const [down, right] = [expandDims(fromCentre(height), [0, 2]), expandDims(fromCentre(width), [0, 1])];
  // A border of zeros stands for everything beyond the image.
  const place = (from: Tensor, size: number): { readonly cell: Tensor; readonly past: Tensor } => {
    const at = clip(add(from, (size + 1) / 2), 0, size + 1);
    const cell = floor(at);
    return { cell, past: sub(at, cell) };
  };
  const row = place(add(mul(sin(turn), right), mul(cos(turn), down)), height);
  const column = place(sub(mul(cos(turn), right), mul(sin(turn), down)), width);
  const borders = [
    [0, 0],
    [0, 0],
    [1, 2],
    [1, 2],
  ] as const;
  const bordered = reshape(pad(x, borders), [batch, channels, (height + 3) * (width + 3)]);
  const shape = [batch, channels, height * width];
  const first = cast(add(mul(row.cell, width + 3), column.cell), "int64");
  const corner = (rows: number, columns: number): Tensor => {
    const places = reshape(add(first, rows * (width + 3) + columns), [batch, 1, height * width]);
    return reshape(gatherElements(bordered, broadcastTo(places, shape), { axis: 2 }), x.shape);
  };
  const between = (a: Tensor, b: Tensor, share: Tensor): Tensor => add(mul(a, sub(1, share)), mul(b, share));
  const [lower, across] = [expandDims(row.past, 1), expandDims(column.past, 1)];
  return between(between(corner(0, 0), corner(0, 1), across), between(corner(1, 0), corner(1, 1), across), lower);
}
