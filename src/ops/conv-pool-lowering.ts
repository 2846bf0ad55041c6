import { type Shape, sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { add, div, maximum, mul } from "./arithmetic.ts";
import { equal, indicator } from "./compare.ts";
import type { ConvMaxPoolOptions } from "./conv-pool.ts";
import { concat, type PadWidths, pad, slice, split } from "./indexing.ts";
import { matMul, transposeMatrix } from "./matmul.ts";
import { max } from "./reduce.ts";
import { reshape, sum, transpose } from "./structure.ts";
import { tapsOf } from "./window.ts";

// maxPool(conv(x, w)) for the CPU, with the batch innermost: [channels, height, width, batch]. Slices, borders and
// broadcasts then move whole runs of a batch. A pooling window and the kernel together see a patch of x: `tiles` are the
// patches of all windows, taken apart by position in the patch, [patch, channels, windows and batch]. Products with
// matrices made of the weights give the results the windows pool over. Nothing is computed that no window reads.

/** Sizes; pairs are for height and width. */
interface Tiling {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernel: readonly [number, number];
  readonly window: readonly [number, number];
  /** Positions a pooling window and the kernel see together. */
  readonly patch: readonly [number, number];
  /** Pooling windows. */
  readonly counts: readonly [number, number];
  /** Elements of one channel of the result. */
  readonly length: number;
  /** Rows and columns to add (or, negative, to leave out) before and after those of x. */
  readonly margins: PadWidths;
}

function tilingOf(x: Shape, weights: Shape, { padding, window, counts: wanted }: ConvMaxPoolOptions): Tiling {
  const [batch, channels, height, width] = x as [number, number, number, number];
  const [filters, , ...kernel] = weights as [number, number, number, number];
  const both = <T>(f: (axis: 0 | 1) => T): [T, T] => [f(0), f(1)];
  const space = [height, width] as const;
  const before = both((axis) => padding[axis]?.[0] as number);
  const patch = both((axis) => kernel[axis] + window[axis] - 1);
  const fitting = both((axis) => {
    const padded = before[axis] + space[axis] + (padding[axis]?.[1] as number);
    return Math.floor((padded - kernel[axis] + 1) / window[axis]);
  });
  const counts = wanted ?? fitting;
  const margins = both((axis): [number, number] => [
    before[axis],
    (counts[axis] - 1) * window[axis] + patch[axis] - before[axis] - space[axis],
  ]);
  return { batch, channels, filters, kernel, window, patch, counts, length: sizeOf(counts) * batch, margins };
}

/** Winograd's minimal filtering F(2x2, 3x3). */
function usesWinograd({ kernel, window, channels }: Tiling): boolean {
  return channels >= 8 && kernel.every((size) => size === 3) && window.every((size) => size === 2);
}

/** The dense form also multiplies by zeros (patch / kernel times the work), which costs little with few channels. */
function usesDense({ kernel, patch, channels }: Tiling): boolean {
  return channels < 8 && sizeOf(patch) <= 2 * sizeOf(kernel);
}

/** Whether one of the forms here beats convolution and pooling; with a smaller batch, what they move comes in small pieces. */
export function hasTileForm(x: Shape, weights: Shape, options: ConvMaxPoolOptions): boolean {
  const tiling = tilingOf(x, weights, options);
  return tiling.length > 0 && tiling.batch >= 4 && (usesWinograd(tiling) || usesDense(tiling));
}

/** A convolution's results pooled, [filters, length], and how their gradient goes back. */
interface Form {
  readonly pooled: Tensor;
  /** @returns gradients by the tiles and by the weights */
  gradient(grad: Tensor): { readonly tiles: Tensor; readonly weights: Tensor };
}

function formOf(x: Tensor, weights: Tensor, tiling: Tiling): Form {
  const tiles = takeTiles(transpose(x, [1, 2, 3, 0]), tiling);
  return (usesWinograd(tiling) ? winograd : dense)(tiles, weights, tiling);
}

/** @returns [batch, filters, ...windows] */
export function tiledConvMaxPool(x: Tensor, weights: Tensor, options: ConvMaxPoolOptions): Tensor {
  const tiling = tilingOf(x.shape, weights.shape, options);
  const { filters, counts, batch } = tiling;
  const { pooled } = formOf(x, weights, tiling);
  return transpose(reshape(pooled, [filters, ...counts, batch]), [3, 0, 1, 2]);
}

/** @param grad [batch, filters, ...windows] @returns gradients by x and by the weights */
export function tiledConvMaxPoolGradient(
  x: Tensor,
  weights: Tensor,
  grad: Tensor,
  options: ConvMaxPoolOptions,
): [Tensor, Tensor] {
  const tiling = tilingOf(x.shape, weights.shape, options);
  const { filters, length } = tiling;
  const toward = formOf(x, weights, tiling).gradient(reshape(transpose(grad, [1, 2, 3, 0]), [filters, length]));
  return [transpose(joinTiles(toward.tiles, tiling), [3, 0, 1, 2]), toward.weights];
}

/** @param x [channels, height, width, batch] @returns [patch, channels, length] */
function takeTiles(x: Tensor, { channels, patch, window, counts, length, margins }: Tiling): Tensor {
  const wide = pad(x, [
    [0, 0],
    ...margins.map(([before, after]): [number, number] => [before, Math.max(0, after)]),
    [0, 0],
  ]);
  const slices = tapsOf(patch).map((start) => {
    const end = start.map((from, i) => from + ((counts[i] as number) - 1) * (window[i] as number) + 1);
    return reshape(slice(wide, { axes: [1, 2], start, end, step: window }), [1, channels, length]);
  });
  return concat(slices);
}

/** Adjoint of takeTiles: patches overlap, so their rows are added first, then their columns. */
function joinTiles(tiles: Tensor, tiling: Tiling): Tensor {
  const { batch, channels, patch, window, counts, margins } = tiling;
  // Position p·window + r of a patch is position r of the patch p windows further on.
  const steps = patch.map((size, i) => Math.ceil(size / window[i as 0 | 1])) as [number, number];
  const filled = steps.map((step, i) => step * window[i as 0 | 1]) as [number, number];
  const whole = pad(reshape(tiles, [...patch, tiles.size / sizeOf(patch)]), [
    ...filled.map((size, i): [number, number] => [0, size - patch[i as 0 | 1]]),
    [0, 0],
  ]);
  const rows = counts[0] + steps[0] - 1;
  const byRow = overlap(reshape(whole, [1, steps[0], window[0] * filled[1] * channels, counts[0], counts[1] * batch]));
  const cells = counts[1] + steps[1] - 1;
  const byColumn = overlap(reshape(byRow, [window[0], steps[1], window[1] * channels * rows, counts[1], batch]));
  const phases = reshape(byColumn, [...window, channels, rows, cells, batch]);
  const space = [rows * window[0], cells * window[1]];
  const joined = reshape(transpose(phases, [2, 3, 0, 4, 1, 5]), [channels, ...space, batch]);
  const sizes = margins.map(
    ([before, after], i) => (counts[i as 0 | 1] - 1) * window[i as 0 | 1] + patch[i as 0 | 1] - before - after,
  );
  const kept = slice(joined, {
    axes: [1, 2],
    start: margins.map(([before]) => before),
    end: margins.map(([before], i) => before + (sizes[i] as number)),
  });
  const missing = sizes.map((size, i): [number, number] => [0, size - (kept.shape[i + 1] as number)]);
  return pad(kept, [[0, 0], ...missing, [0, 0]]);
}

/** x [outer, steps, inner, count, run], each step moved one on along `count`, added: [outer, inner, count + steps - 1, run]. */
function overlap(x: Tensor): Tensor {
  const [outer, steps, inner, count, run] = x.shape as [number, number, number, number, number];
  return split(x, steps, { axis: 1 })
    .map((part, step) =>
      pad(reshape(part, [outer * inner, count * run]), [
        [0, 0],
        [step * run, (steps - 1 - step) * run],
      ]),
    )
    .reduce((a, b) => add(a, b));
}

/** For few channels: the weights at every place of the window in the patch, zeros elsewhere; one product in all. */
function dense(tiles: Tensor, weights: Tensor, { channels, filters, kernel, window, patch, length }: Tiling): Form {
  const [taps, places, positions] = [sizeOf(kernel), sizeOf(window), sizeOf(patch)];
  const placement = placements(kernel, window, patch, weights);
  const placed = matMul(reshape(weights, [filters * channels, taps]), placement);
  const matrix = reshape(transpose(reshape(placed, [filters, channels, places, positions]), [0, 2, 3, 1]), [
    filters * places,
    positions * channels,
  ]);
  const columns = reshape(tiles, [positions * channels, length]);
  const results = reshape(matMul(matrix, columns), [filters, places, length]);
  const largest = max(results, { axes: 1, keepDims: true });
  return {
    pooled: reshape(largest, [filters, length]),
    gradient(grad) {
      const winners = indicator(equal(results, largest), results);
      const share = div(reshape(grad, largest.shape), sum(winners, { axes: 1, keepDims: true }));
      const toward = reshape(mul(winners, share), [filters * places, length]);
      const byMatrix = reshape(matMul(toward, transposeMatrix(columns)), [filters, places, positions, channels]);
      const byPlaced = reshape(transpose(byMatrix, [0, 3, 1, 2]), placed.shape);
      return {
        tiles: matMul(transposeMatrix(matrix), toward),
        weights: reshape(matMul(byPlaced, transposeMatrix(placement)), weights.shape),
      };
    },
  };
}

/** [taps, places · positions]: 1 where a tap, from a place in the window, reads a position of the patch. */
function placements(kernel: Shape, window: Shape, patch: Shape, like: Tensor): Tensor {
  const [taps, places, positions] = [tapsOf(kernel), tapsOf(window), tapsOf(patch)];
  const data = taps.flatMap((tap) =>
    places.flatMap((place) =>
      positions.map((position) => Number(position.every((at, i) => at === (tap[i] as number) + (place[i] as number)))),
    ),
  );
  return constant(data, { shape: [taps.length, places.length * positions.length], dtype: like.dtype });
}

// Winograd's transformations along one axis (Lavin and Gray 2016, arXiv:1509.09308): results = Aᵀ[(G w) · (Bᵀ d)].
const inputTransform = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
] as const;
const weightTransform = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
] as const;
const outputTransform = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
] as const;

/** 16 products of matrices [filters, channels] and [channels, length] instead of 36. */
function winograd(tiles: Tensor, weights: Tensor, { channels, filters, length }: Tiling): Form {
  const [b, g, a] = [inputTransform, weightTransform, outputTransform].map((matrix) => bothAxes(matrix, weights)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const kernels = transposeMatrix(reshape(weights, [filters * channels, 9]));
  const u = reshape(matMul(g, kernels), [16, filters, channels]);
  const v = reshape(matMul(b, reshape(tiles, [16, channels * length])), [16, channels, length]);
  const results = split(matMul(a, reshape(matMul(u, v), [16, filters * length])), 4).map((part) =>
    reshape(part, [filters, length]),
  );
  const [first, second, third, fourth] = results as [Tensor, Tensor, Tensor, Tensor];
  const pooled = maximum(maximum(first, second), maximum(third, fourth));
  return {
    pooled,
    gradient(grad) {
      const winners = results.map((result) => indicator(equal(result, pooled), result));
      const share = div(
        grad,
        winners.reduce((x, y) => add(x, y)),
      );
      const toward = concat(winners.map((winner) => reshape(mul(winner, share), [1, filters * length])));
      const byProducts = reshape(matMul(transposeMatrix(a), toward), [16, filters, length]);
      const byU = reshape(matMul(byProducts, transposeMatrix(v)), [16, filters * channels]);
      // Uᵀ made anew: 17.4 ms for a whole training step, against 18.3 where the large product reads U across.
      const turned = reshape(transpose(reshape(weights, [filters, channels, 9]), [2, 1, 0]), [9, channels * filters]);
      const ut = reshape(matMul(g, turned), [16, channels, filters]);
      const byV = reshape(matMul(ut, byProducts), [16, channels * length]);
      return {
        tiles: matMul(transposeMatrix(b), byV),
        weights: reshape(matMul(transposeMatrix(byU), g), weights.shape),
      };
    },
  };
}

/** Kronecker product of a matrix with itself: a transformation of height and width. */
function bothAxes(matrix: readonly (readonly number[])[], like: Tensor): Tensor {
  const rows = matrix.flatMap((top) => matrix.map((bottom) => top.flatMap((x) => bottom.map((y) => x * y))));
  return constant(rows, { dtype: like.dtype });
}
