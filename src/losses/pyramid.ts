import type { Tensor } from "../core/tensor.ts";
import { add, mul, sub } from "../ops/arithmetic.ts";
import { concat, slice, stack } from "../ops/indexing.ts";
import { reshape } from "../ops/structure.ts";
import { filterAxis, filterSpace } from "./filters.ts";

const binomial = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];

/**
 * Laplacian pyramid of images (Burt and Adelson 1983): at each level what smoothing and halving loses, and what is left.
 * Borders repeat.
 * @param x [batch, channels, height, width]
 * @returns `levels` bands from the finest, and the rest
 */
export function laplacianBands(x: Tensor, levels: number): Tensor[] {
  if (levels === 0) return [x];
  const smaller = slice(filterSpace(x, binomial, "replicate"), { axes: [2, 3], step: 2 });
  const larger = [2, 3].reduce((image, axis) => expandAxis(image, axis, x.shape[axis] as number), smaller);
  return [sub(x, larger), ...laplacianBands(smaller, levels - 1)];
}

/** Twice as many elements along an axis, the binomial window between them; cut to `size`. */
function expandAxis(x: Tensor, axis: number, size: number): Tensor {
  const even = filterAxis(x, axis, [1 / 8, 6 / 8, 1 / 8], "replicate");
  const next = slice(x, { axes: axis, start: 1 });
  const last = slice(x, { axes: axis, start: -1 });
  const odd = mul(0.5, add(x, concat([next, last], { axis })));
  const shape = x.shape.map((length, at) => (at === axis ? 2 * length : length));
  return slice(reshape(stack([even, odd], { axis: axis + 1 }), shape), { axes: axis, end: size });
}
