import { ArgumentError, ShapeError } from "../core/errors.ts";
import { shapeText } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { abs, add, clip, div, maximum, mul, sub } from "./arithmetic.ts";
import { expandDims } from "./axes.ts";
import { iota } from "./bits.ts";
import { pow } from "./exponential.ts";
import { concat, slice } from "./indexing.ts";
import { matMul, transposeMatrix } from "./matmul.ts";
import { type RandomSource, randomUniform } from "./random.ts";
import { cast, reshape, stopGradient, transpose } from "./structure.ts";
import { checkCropScale } from "./support.ts";
import { requireImage } from "./window.ts";

/**
 * Parts of images, each brought to one size; beyond an image is 0. Where a part grows, by linear interpolation; where it shrinks,
 * each new pixel is the mean of the area it covers. Differentiable by the images, not by the boxes.
 * @param x [batch, channels, height, width]
 * @param boxes [batch, count, 4]: top, left, height and width in pixels; may be fractions, and reach beyond the image
 * @param size height and width of the results
 * @returns [batch · count, channels, size, size], the parts of one image after another
 * @throws ShapeError for other shapes, ArgumentError for a size below 1
 */
export function cropResize(x: Tensor, boxes: Tensor, size: number): Tensor {
  requireImage("cropResize", x);
  const [batch, count, sides] = boxes.shape as readonly [number, number, number];
  if (x.rank !== 4 || boxes.rank !== 3 || batch !== x.shape[0] || sides !== 4)
    throw new ShapeError("cropResize", {
      expected: "images [batch, channels, height, width] and boxes [batch, count, 4]",
      got: `${shapeText(x.shape)} and ${shapeText(boxes.shape)}`,
    });
  if (!(Number.isInteger(size) && size > 0))
    throw new ArgumentError("cropResize: size", { expected: "a whole number from 1", got: String(size) });
  const [, channels, height, width] = x.shape as readonly [number, number, number, number];
  const fixed = stopGradient(cast(boxes, x.dtype));
  const side = (at: number): Tensor => slice(fixed, { axes: 2, start: at, end: at + 1 });
  const rows = weightsOf(side(0), side(2), size, height);
  const columns = weightsOf(side(1), side(3), size, width);
  const byRow = reshape(transpose(x, [0, 2, 1, 3]), [batch, height, channels * width]);
  const high = matMul(reshape(rows, [batch, count * size, height]), byRow);
  const wide = matMul(
    reshape(high, [batch * count, size * channels, width]),
    transposeMatrix(reshape(columns, [batch * count, size, width])),
  );
  return transpose(reshape(wide, [batch * count, size, channels, size]), [0, 2, 1, 3]);
}

/** How much of each old pixel goes into each new one: [batch, count, size, old]. */
function weightsOf(start: Tensor, length: Tensor, size: number, old: number): Tensor {
  const step = expandDims(div(length, size), 3);
  const cells = expandDims(add(cast(iota(size), start.dtype), 0.5), [0, 1, 3]);
  const centres = sub(add(expandDims(start, 3), mul(cells, step)), 0.5);
  const apart = abs(sub(centres, expandDims(cast(iota(old), start.dtype), [0, 1, 2])));
  const reach = maximum(step, 1);
  // How much of the pixel lies in the new one; of one pixel's size this is the hat function.
  return div(clip(sub(mul(add(reach, 1), 0.5), apart), 0, 1), reach);
}

export interface RandomCropsOptions extends RandomSource {
  /** Height and width of the results. */
  readonly size: number;
  /** Crops of each image. Default 1. */
  readonly count?: number;
  /** Smallest and largest side of a crop, as shares of the image's; above 1 there is a border of 0. Default [0.5, 1]. */
  readonly scale?: readonly [smallest: number, largest: number];
  /** Above 1: more small crops than large ones. Default 1, sides drawn uniformly. */
  readonly power?: number;
}

/**
 * Crops at random places and of random sizes, brought to one size: the cutouts of CLIP-guided generation (Crowson 2021),
 * and with `count: 1` the augmentation of random resized crops. Proportions are kept.
 * @param x [batch, channels, height, width]
 * @returns [batch · count, channels, size, size]
 * @throws ArgumentError for an option out of range
 */
export function randomCrops(
  x: Tensor,
  { size, count = 1, scale = [0.5, 1], power = 1, ...source }: RandomCropsOptions,
): Tensor {
  requireImage("randomCrops", x);
  const [smallest, largest] = scale;
  if (!(Number.isInteger(count) && count > 0))
    throw new ArgumentError("randomCrops: count", { expected: "a whole number from 1", got: String(count) });
  checkCropScale("randomCrops: scale", scale);
  if (!(power > 0 && Number.isFinite(power)))
    throw new ArgumentError("randomCrops: power", { expected: "a number above 0", got: String(power) });
  const [batch, , height, width] = x.shape as readonly [number, number, number, number];
  const draws = randomUniform([batch, count, 3], { ...source, dtype: x.dtype });
  const draw = (at: number): Tensor => slice(draws, { axes: 2, start: at, end: at + 1 });
  const share = add(mul(pow(draw(0), power), largest - smallest), smallest);
  const [high, wide] = [mul(share, height), mul(share, width)];
  const boxes = [mul(draw(1), sub(height, high)), mul(draw(2), sub(width, wide)), high, wide];
  return cropResize(x, concat(boxes, { axis: 2 }), size);
}
