import { ArgumentError } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";
import { add, floor } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { equal, greater, indicator, where } from "../ops/compare.ts";
import { flip } from "../ops/indexing.ts";
import { matMul, transposeMatrix } from "../ops/matmul.ts";
import { type RandomSource, randomUniform } from "../ops/random.ts";
import { rotateImages } from "../ops/rotation.ts";
import { cast } from "../ops/structure.ts";
import { requireSpace } from "./conv.ts";
import { defineLayer, type Layer } from "./layer.ts";

interface Named {
  readonly name?: string;
}

/** Numbers in [low, high) for each example, [batch]: drawn anew in every step. */
export type Draw = (range: { readonly low: number; readonly high: number }, call: number) => Tensor;

/** Draws for the examples of x. Two draws of one layer are as independent as those of two layers, which are numbered from 0. */
export function drawsOf(x: Tensor, { seed, stream }: RandomSource): Draw {
  return ({ low, high }, call) =>
    randomUniform([x.shape[0] as number], { low, high, seed, stream: (stream ?? 0) + call * 2 ** 16, dtype: x.dtype });
}

/** A layer that changes images in training and leaves them as they are in evaluation. */
export function augmentation(
  kind: string,
  options: Readonly<Record<string, unknown>>,
  name: string | undefined,
  apply: (x: Tensor, draw: Draw) => Tensor,
): Layer {
  return defineLayer({
    kind,
    arity: 1,
    name,
    options,
    call([given], { training, seed, stream }) {
      const x = given as Tensor;
      requireSpace(kind, x.shape.slice(1), 2);
      if (!training) return x;
      return apply(x, drawsOf(x, { seed, stream }));
    },
  });
}

/**
 * In training, mirrors half of the images, each by a draw of its own: [batch, channels, height, width].
 * @param direction "horizontal" (left and right change places), "vertical" or "both", drawn independently
 */
export function randomFlip(direction: "horizontal" | "vertical" | "both" = "horizontal", { name }: Named = {}): Layer {
  const axes = { horizontal: [3], vertical: [2], both: [2, 3] }[direction];
  if (axes === undefined)
    throw new ArgumentError("randomFlip", {
      expected: 'a direction: "horizontal", "vertical" or "both"',
      got: String(direction),
    });
  return augmentation("randomFlip", { direction }, name, (x, draw) =>
    axes.reduce((image, axis, call) => {
      const isFlipped = greater(draw({ low: 0, high: 1 }, call), 0.5);
      return where(expandDims(isFlipped, [1, 2, 3]), flip(image, axis), image);
    }, x),
  );
}

/**
 * In training, moves each image by a whole number of pixels from -most to most, drawn for each axis; what comes in is 0. The same
 * as padding with `most` zeros and cropping at random. [batch, channels, height, width]
 */
export function randomShift(most: number, { name }: Named = {}): Layer {
  if (!(Number.isInteger(most) && most >= 0))
    throw new ArgumentError("randomShift", { expected: "a whole number of pixels from 0", got: String(most) });
  return augmentation("randomShift", { most }, name, (x, draw) => {
    if (most === 0) return x;
    const pick = (size: number, call: number): Tensor => {
      const moved = floor(draw({ low: -most, high: most + 1 }, call));
      const places = cast(iota(size), x.dtype);
      // [batch, 1, to, from]: 1 where the pixel comes from.
      const from = add(expandDims(places, [0, 1, 3]), expandDims(moved, [1, 2, 3]));
      return indicator(equal(from, expandDims(places, [0, 1, 2])), x);
    };
    const [, , height, width] = x.shape as readonly [number, number, number, number];
    const rows = matMul(pick(height, 0), x);
    return matMul(rows, transposeMatrix(pick(width, 1)));
  });
}

/**
 * In training, turns each image about its centre by an angle from -most to most, by bilinear interpolation; what comes in is 0.
 * [batch, channels, height, width]
 * @param most degrees, from 0 to 180
 */
export function randomRotation(most: number, { name }: Named = {}): Layer {
  if (!(most >= 0 && most <= 180))
    throw new ArgumentError("randomRotation", { expected: "degrees from 0 to 180", got: String(most) });
  const radians = (most * Math.PI) / 180;
  return augmentation("randomRotation", { most }, name, (x, draw) =>
    most === 0 ? x : rotateImages(x, draw({ low: -radians, high: radians }, 0)),
  );
}
