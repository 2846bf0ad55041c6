import type { Target } from "../core/op.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import { constant, type Tensor } from "../core/tensor.ts";
import { concat, pad, slice, stack } from "./indexing.ts";
import { matMul, transposeMatrix } from "./matmul.ts";
import { broadcastTo, reshape, sum, transpose } from "./structure.ts";
import { type ConvGeometry, columns, countWindows, scatterTaps, spaceOf, tapSlices } from "./window.ts";

// Forms of convolution and its adjoints by other ops. Times are of one CPU thread, ONNX Runtime 1.30, float32, batch 128;
// "first": 1 to 32 channels, 3x3 on 28x28; "second": 32 to 64 channels, 3x3 on 13x13.

/** ONNX Runtime has Conv for float32 only. */
export function hasConvKernel(x: Tensor, target: Target): boolean {
  return x.dtype === "float32" && (target.device !== "webgpu" || x.rank <= 4);
}

/**
 * On WebGPU, operands with channels of zeros more where ONNX Runtime 1.30 computes wrong values: six or more channels that are a
 * multiple of 3 but not of 4, with filters that are a multiple of 4 (it then reads three channels at a time).
 */
export function withWholeChannels(
  x: Tensor,
  weights: Tensor,
  { groups }: ConvGeometry,
  target: Target,
): readonly [Tensor, Tensor] | undefined {
  const [filters, channels] = weights.shape as [number, number];
  const isRight = channels <= 3 || channels % 3 !== 0 || channels % 4 === 0 || filters % 4 !== 0;
  if (target.device !== "webgpu" || groups !== 1 || isRight) return undefined;
  const wider = (tensor: Tensor): Tensor =>
    pad(
      tensor,
      tensor.shape.map((_, axis) => [0, axis === 1 ? 4 - (channels % 4) : 0] as const),
    );
  return [wider(x), wider(weights)];
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
  const { stride, groups } = geometry;
  return (
    grad.dtype === "float32" &&
    target.device !== "webgpu" &&
    target.portable !== true &&
    groups === 1 &&
    stride.every((step) => step === 1) &&
    (sizeOf(spaceOf(grad)) >= 100 || (grad.shape[0] as number) * sizeOf(spaceOf(grad)) >= 512) &&
    turnedGeometry(geometry)
      .padding.flat()
      .every((width) => width >= 0)
  );
}

/** Weights [filters, channels, ...kernel] with both first axes changed and the kernel from its end. */
export function turned(weights: Tensor): Tensor {
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
  return reshape(matMul(swapped, matrix), [channels, filters, ...kernel]);
}

/** The convolution that sends a gradient back, its stride being 1: with the border that fits. */
export function turnedGeometry(geometry: ConvGeometry): ConvGeometry {
  const padding = geometry.padding.map(([before, after], i) => {
    const reach = ((geometry.size[i] as number) - 1) * (geometry.dilation[i] as number);
    return [reach - before, reach - after] as const;
  });
  return { ...geometry, padding };
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
  const rows = reshape(grad, [batch, groups, filters / groups, count]);
  const overBatch = (right: Tensor): Tensor => sum(matMul(rows, transposeMatrix(right)), { axes: 0 });
  // Which form is fastest, in ms on 2 cores ([batch, channels, height, width] by filters):
  //                            one tap after another   by rows   joined
  //   [16, 32, 64, 64] by 16                    15.5       8.5     24.2
  //   [16, 32, 32, 32] by 32                     7.0       3.8      8.7
  //   [32, 64, 32, 32] by 64                    28.0      25.0     34.4
  //   [32, 128, 16, 16] by 128                  24.0      27.5     27.2
  //   [32, 256, 8, 8] by 256                    40.7      41.1     17.5
  //   [32, 512, 4, 4] by 512                   103.2     109.8     14.5
  // "first", whose channels are too few for such products: 9.8 one tap after another, with all columns at once 1.8.
  if (x.dtype === "float32" && target.device !== "webgpu" && taken >= 8) {
    if (groups === 1 && count <= filters) return joinedWeightGradient(x, grad, shape, geometry);
    if (groups === 1 && kernel.length > 1 && kernel[0] !== 1 && geometry.stride[0] === 1)
      return rowsWeightGradient(x, grad, shape, geometry);
    if (sizeOf(kernel) > 1) {
      const each = tapSlices(x, geometry, counts).map((part) => reshape(part, [batch, groups, taken, count]));
      return reshape(stack(each.map(overBatch), { axis: 3 }), shape);
    }
  }
  return reshape(overBatch(columns(x, geometry, counts, groups)), shape);
}

/** One product over all examples, with the batch innermost, so that slices move whole runs of it. */
function joinedWeightGradient(x: Tensor, grad: Tensor, shape: Shape, geometry: ConvGeometry): Tensor {
  const [filters, channels] = shape as [number, number];
  const counts = spaceOf(grad);
  const batch = x.shape[0] as number;
  const batchLast = [1, ...counts.map((_, i) => i + 2), 0];
  // An axis more in front, so that the batch is one of the axes behind the channels.
  const wide = reshape(transpose(x, batchLast), [1, channels, ...spaceOf(x), batch]);
  const { size, stride, dilation, padding } = geometry;
  const windows = {
    size: [...size, 1],
    stride: [...stride, 1],
    dilation: [...dilation, 1],
    padding: [...padding, [0, 0] as const],
  };
  const taps = tapSlices(wide, windows, [...counts, batch]);
  const length = sizeOf(counts) * batch;
  const right = concat(taps.map((part) => reshape(part, [channels, length])));
  const left = reshape(transpose(grad, batchLast), [filters, length]);
  const product = reshape(matMul(left, transposeMatrix(right)), [filters, taps.length, channels]);
  return reshape(transpose(product, [0, 2, 1]), shape);
}

/**
 * The gradient at every row of the kernel, one after the other, times one column of the kernel after another. Joined with the
 * zeros between them in one pass: a pad for each row and a pass to join them took 7 % more of a step of the U-Net.
 */
function rowsWeightGradient(x: Tensor, grad: Tensor, shape: Shape, geometry: ConvGeometry): Tensor {
  const [filters, channels, height, ...kernel] = shape as [number, number, number, ...number[]];
  const [batch] = x.shape as [number];
  const [rows, ...across] = spaceOf(grad) as [number, ...number[]];
  const step = geometry.dilation[0] as number;
  const seen = rows + (height - 1) * step;
  const line = sizeOf(across);
  // What follows the gradient at one row and comes before it at the next.
  const between = broadcastTo(constant(0, { dtype: grad.dtype }), [batch, filters, height * step * line]);
  const flat = reshape(grad, [batch, filters, rows * line]);
  const placed = Array.from({ length: height }, (_, row) => (row === 0 ? [flat] : [between, flat])).flat();
  const left = reshape(concat(placed, { axis: 2 }), [batch, filters * height, seen * line]);
  const columnsOnly = { ...geometry, size: [1, ...kernel] };
  const products = tapSlices(x, columnsOnly, [seen, ...across]).map((part) =>
    sum(matMul(left, transposeMatrix(reshape(part, [batch, channels, seen * line]))), { axes: 0 }),
  );
  const stacked = reshape(concat(products), [products.length, filters, height, channels]);
  return reshape(transpose(stacked, [1, 3, 2, 0]), shape);
}
