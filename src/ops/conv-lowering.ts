import type { Target } from "../core/op.ts";
import { type Shape, sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { slice, stack } from "./indexing.ts";
import { matMul, transposeMatrix } from "./matmul.ts";
import { reshape, sum } from "./structure.ts";
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
  // One tap after another, in a ninth of the memory: "second" 8.5 ms against 13.6 with all columns at once (and 15.3 as a
  // Conv of transposed operands); with fewer channels the products are too thin, "first" 9.8 against 1.8 (and 3.2).
  if (x.dtype === "float32" && target.device !== "webgpu" && taken >= 8 && sizeOf(kernel) > 1) {
    const parts = tapSlices(x, geometry, counts).map((part) => overBatch(reshape(part, [batch, groups, taken, count])));
    return reshape(stack(parts, { axis: 3 }), shape);
  }
  return reshape(overBatch(columns(x, geometry, counts, groups)), shape);
}
