import type { Target } from "../core/op.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { concat, type PadWidths, slice, stack } from "./indexing.ts";
import { matMul, transposeMatrix } from "./matmul.ts";
import { reshape, sum, transpose } from "./structure.ts";
import { type ConvGeometry, columns, countWindows, scatterTaps, spaceOf, tapSlices } from "./window.ts";

// Forms of convolution and its adjoints by other ops. Times are of one CPU thread, ONNX Runtime 1.30, float32, batch 128;
// "first": 1 to 32 channels, 3x3 on 28x28; "second": 32 to 64 channels, 3x3 on 13x13.

/** ONNX Runtime has Conv for float32 only. */
export function hasConvKernel(x: Tensor, target: Target): boolean {
  return x.dtype === "float32" && (target.device !== "webgpu" || x.rank <= 4);
}

/** Whether ONNX Runtime has a ConvTranspose for this case. */
export function hasConvTransposeKernel(grad: Tensor, geometry: ConvGeometry, target: Target): boolean {
  if (grad.dtype !== "float32") return false;
  return target.device !== "webgpu" || (grad.rank <= 4 && geometry.groups === 1);
}

/** Convolution as a product of the weights with the columns of x. */
export function convByColumns(x: Tensor, weights: Tensor, geometry: ConvGeometry): Tensor {
  const { groups } = geometry;
  const counts = countWindows("conv", spaceOf(x), geometry);
  const [filters, channels, ...kernel] = weights.shape as [number, number, ...number[]];
  const matrix = reshape(weights, [1, groups, filters / groups, channels * sizeOf(kernel)]);
  const result = matMul(matrix, columns(x, geometry, counts, groups));
  return reshape(result, [x.shape[0] as number, filters, ...counts]);
}

/** Input gradient: the turned matrix of the weights times the gradient gives what each position of each window sends back. */
export function inputGradientByColumns(grad: Tensor, weights: Tensor, shape: Shape, geometry: ConvGeometry): Tensor {
  const { groups } = geometry;
  const [filters, taken, ...kernel] = weights.shape as [number, number, ...number[]];
  const [batch, channels, ...space] = shape as [number, number, ...number[]];
  const counts = spaceOf(grad);
  const taps = sizeOf(kernel);
  const matrix = transposeMatrix(reshape(weights, [1, groups, filters / groups, taken * taps]));
  const sent = matMul(matrix, reshape(grad, [batch, groups, filters / groups, sizeOf(counts)]));
  const apart = reshape(sent, [batch, channels, taps, ...counts]);
  // Slices, not one Split: a WebGPU kernel may have no more than eight to ten operands and results.
  const parts = Array.from({ length: taps }, (_, tap) => slice(apart, { axes: 2, start: tap, end: tap + 1 }));
  return scatterTaps(
    parts.map((part) => reshape(part, [batch, channels, ...counts])),
    geometry,
    space,
  );
}

/**
 * Input gradient with stride 1: a convolution of the gradient with the weights turned round, which ONNX Runtime computes in
 * half the time of ConvTranspose where there are many positions. 2 cores, ms: [16, 32, 64, 64] by 16 filters 4.4 against
 * 10.8, [32, 64, 32, 32] by 64 30 and 38, [32, 128, 16, 16] by 128 14.3 and 17.6, [32, 256, 8, 8] by 256 16.8 and 15.8,
 * [32, 512, 4, 4] by 512 17.9 and 21.1; with few positions turning the weights takes longer than it saves.
 */
export function prefersTurned(grad: Tensor, geometry: ConvGeometry, target: Target): boolean {
  const { stride, groups, size, dilation, padding } = geometry;
  return (
    grad.dtype === "float32" &&
    target.device !== "webgpu" &&
    target.portable !== true &&
    groups === 1 &&
    stride.every((step) => step === 1) &&
    (sizeOf(spaceOf(grad)) >= 100 || (grad.shape[0] as number) * sizeOf(spaceOf(grad)) >= 512) &&
    turnedPadding(size, dilation, padding)
      .flat()
      .every((width) => width >= 0)
  );
}

/** Weights [filters, channels, ...kernel] with both first axes changed and the kernel from its end, and the border that fits. */
export function turned(weights: Tensor, geometry: ConvGeometry): { weights: Tensor; padding: PadWidths } {
  const [filters, channels, ...kernel] = weights.shape as [number, number, ...number[]];
  const taps = sizeOf(kernel);
  const swapped = reshape(transpose(reshape(weights, [filters, channels, taps]), [1, 0, 2]), [
    channels * filters,
    taps,
  ]);
  // As a product: a slice with step -1 takes twice as long.
  const reversal = Array.from({ length: taps * taps }, (_, i) =>
    Number(Math.floor(i / taps) + (i % taps) === taps - 1),
  );
  const matrix = constant(reversal, { shape: [taps, taps], dtype: weights.dtype });
  return {
    weights: reshape(matMul(swapped, matrix), [channels, filters, ...kernel]),
    padding: turnedPadding(geometry.size, geometry.dilation, geometry.padding),
  };
}

function turnedPadding(size: readonly number[], dilation: readonly number[], padding: PadWidths): PadWidths {
  return padding.map(([before, after], i) => {
    const reach = ((size[i] as number) - 1) * (dilation[i] as number);
    return [reach - before, reach - after] as const;
  });
}

/** Weight gradient: for each example and group, gradient [filters, windows] times columns [windows, channels · taps]. */
export function weightGradientForm(
  x: Tensor,
  grad: Tensor,
  shape: Shape,
  geometry: ConvGeometry,
  target: Target,
): Tensor {
  const { groups } = geometry;
  const [filters, taken, ...kernel] = shape as [number, number, ...number[]];
  const [batch] = x.shape as [number];
  const counts = spaceOf(grad);
  const count = sizeOf(counts);
  const isTuned = x.dtype === "float32" && target.device !== "webgpu";
  // One product over all examples, where the sum over their own products would be the larger part: [32, 512, 4, 4] by 512
  // 17.4 ms against 103 (2 cores), [32, 256, 8, 8] by 256 23 and 40, [128, 32, 13, 13] by 64 18 and 21; with many positions
  // it moves more than it saves, [16, 32, 32, 32] by 32 5.1 and 4.0.
  if (isTuned && groups === 1 && count <= 4 * filters && taken >= 8) {
    const taps = tapSlices(transpose(x, swapFirst(x)), geometry, counts);
    const right = concat(taps.map((part) => reshape(part, [taken, batch * count])));
    const left = reshape(transpose(grad, swapFirst(grad)), [filters, batch * count]);
    const product = reshape(matMul(left, transposeMatrix(right)), [filters, taps.length, taken]);
    return reshape(transpose(product, [0, 2, 1]), shape);
  }
  const rows = reshape(grad, [batch, groups, filters / groups, count]);
  const overBatch = (right: Tensor): Tensor => sum(matMul(rows, transposeMatrix(right)), { axes: 0 });
  // One tap after another, in a ninth of the memory: "second" 8.5 ms against 13.6 with all columns at once (and 15.3 as a
  // Conv of transposed operands); with fewer channels the products are too thin, "first" 9.8 against 1.8 (and 3.2).
  if (isTuned && taken >= 8 && sizeOf(kernel) > 1) {
    const parts = tapSlices(x, geometry, counts).map((part) => overBatch(reshape(part, [batch, groups, taken, count])));
    return reshape(stack(parts, { axis: 3 }), shape);
  }
  return reshape(overBatch(columns(x, geometry, counts, groups)), shape);
}

/** Permutation that puts the batch behind the channels. */
function swapFirst(x: Tensor): number[] {
  return [1, 0, ...spaceOf(x).map((_, i) => i + 2)];
}
