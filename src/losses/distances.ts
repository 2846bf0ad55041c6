import type { Tensor } from "../core/tensor.ts";
import { add, mul, square, sub } from "../ops/arithmetic.ts";
import { expandDims } from "../ops/axes.ts";
import { iota } from "../ops/bits.ts";
import { greater, indicator, less } from "../ops/compare.ts";
import { min } from "../ops/reduce.ts";
import { reshape } from "../ops/structure.ts";
import { rootOrZero } from "./norms.ts";
import { axesFrom } from "./shapes.ts";

/** Larger than the square of any distance in a picture. */
const nowhere = 1e9;

/**
 * Squared Euclidean distance of each pixel to the nearest pixel where `seeds` is 1: exact, one axis after the other, each
 * time the least of distance² along the axis plus what was found before (Felzenszwalb and Huttenlocher 2012, without
 * their envelope). Takes memory for every pixel times the longest side. 1e9 or more where there are no seeds.
 * @param seeds [batch, channels, ...space] of 0 and 1
 */
function squaredDistance(seeds: Tensor): Tensor {
  return axesFrom(seeds, 2).reduce(
    (found, axis) => {
      const size = seeds.shape[axis] as number;
      const places = iota(size, seeds.dtype);
      const apart = square(sub(reshape(places, [size, 1]), reshape(places, [1, size])));
      const cost = reshape(apart, [size, size, ...axesFrom(seeds, axis + 1).map(() => 1)]);
      return min(add(expandDims(found, axis), cost), { axes: axis + 1 });
    },
    mul(sub(1, seeds), nowhere),
  );
}

/** Squares of distances; 0 where there is nothing to be distant from. */
const known = (squared: Tensor): Tensor => mul(squared, indicator(less(squared, nowhere), squared));

/** 1 where a mask is above one half. */
export function hardMask(masks: Tensor): Tensor {
  return indicator(greater(masks, 0.5), masks);
}

/**
 * Squared distance of each pixel to the other side of a mask's border; 0 everywhere if the mask has only one side.
 * @param masks [batch, channels, ...space] of 0 and 1
 */
export function squaredBorderDistance(masks: Tensor): Tensor {
  return add(known(squaredDistance(masks)), known(squaredDistance(sub(1, masks))));
}

/** Distance to the mask outside of it, and 1 less the distance to its outside, which is not positive, inside. */
export function signedBorderDistance(masks: Tensor): Tensor {
  const outside = rootOrZero(known(squaredDistance(masks)));
  const inside = rootOrZero(known(squaredDistance(sub(1, masks))));
  const hasInside = indicator(greater(inside, 0), inside);
  return sub(outside, sub(inside, hasInside));
}
