import { ArgumentError } from "../core/errors.ts";
import type { GradientContext, Op, Target, TensorType } from "../core/op.ts";
import { normalizeAxis, type Shape, sizeOf } from "../core/shape.ts";
import { applyOne, constant, type Tensor, typeOf } from "../core/tensor.ts";
import { add, div, maximum, mul } from "./arithmetic.ts";
import { equal, indicator } from "./compare.ts";
import { convInputGradient } from "./conv.ts";
import { pad, slice } from "./indexing.ts";
import { max, mean } from "./reduce.ts";
import { upsampleNearest } from "./resize.ts";
import { broadcastTo, type ReduceOptions } from "./structure.ts";
import { requireSameShape } from "./support.ts";
import {
  countWindows,
  imagePadding,
  type Padding,
  type PerAxis,
  perAxis,
  requireImage,
  resolveWindows,
  scatterTaps,
  spaceOf,
  tapSlices,
  tapsOf,
  type Windows,
} from "./window.ts";

export interface PoolOptions {
  /** Size of the window. */
  readonly window: PerAxis;
  /** Distance between windows. Default: the window's size, so that windows do not overlap. */
  readonly stride?: PerAxis | undefined;
  /** Border; it never counts as a maximum. Each side must be smaller than the window. Default "valid". */
  readonly padding?: Padding | undefined;
}

function poolWindows(where: string, x: Tensor, { window, stride = window, padding = "valid" }: PoolOptions): Windows {
  requireImage(where, x);
  const space = spaceOf(x);
  const size = perAxis(where, "window", window, space.length);
  const windows = resolveWindows(where, space, size, { stride, dilation: 1, padding });
  windows.padding.forEach((sides, i) => {
    if (Math.max(...sides) >= (size[i] as number))
      throw new ArgumentError(where, {
        expected: `padding below the window's size (${size[i]}) along spatial axis ${i}, so that every window sees something`,
        got: `[${sides.join(", ")}]`,
      });
  });
  return windows;
}

function inferPooled(where: string, x: Tensor, windows: Windows): TensorType {
  requireImage(where, x);
  return { shape: [...x.shape.slice(0, 2), ...countWindows(where, spaceOf(x), windows)], dtype: x.dtype };
}

function onnxWindows({ size, stride, padding }: Windows): Record<string, readonly number[]> {
  const pads = [...padding.map(([before]) => before), ...padding.map(([, after]) => after)];
  return { kernel_shape: size, strides: stride, pads };
}

/** Windows side by side without gaps or border: the gradient is then a matter of stretching. */
function tilesSpace({ size, stride, padding }: Windows): boolean {
  return size.every((length, i) => length === stride[i]) && padding.flat().every((width) => width === 0);
}

/** ONNX Runtime's WebGPU pooling knows at most two spatial axes. */
function hasPoolKernel(x: Tensor, target: Target): boolean {
  return target.device !== "webgpu" || x.rank <= 4;
}

const maxPoolOp: Op = {
  name: "maxPool",
  infer: ([x], { windows }) => ({
    ...inferPooled("maxPool", x as Tensor, windows as Windows),
    domain: (x as Tensor).domain,
  }),
  gradient: ({ grad, inputs: [x], outputs: [y], attributes }) => [
    applyOne(maxPoolGradientOp, [x as Tensor, y as Tensor, grad], attributes),
  ],
  lower: (node, target) => {
    const [x] = node.inputs as [Tensor];
    if (hasPoolKernel(x, target)) return undefined;
    const windows = node.attributes["windows"] as Windows;
    return [tapSlices(x, windows, spaceOf(node.outputs[0] as Tensor), lowest).reduce((a, b) => maximum(a, b))];
  },
  onnx: (emit, node, operands) => emit.node("MaxPool", operands, onnxWindows(node.attributes["windows"] as Windows)),
};

const lowest = Number.NEGATIVE_INFINITY;

/**
 * Largest element of each window. Equal largest elements share its gradient.
 * @param x [batch, channels, ...space], 1 to 3 spatial axes, float
 * @returns [batch, channels, ...windows]; elements at the end that fill no window are left out
 * @throws ShapeError when the window is larger than the padded input
 */
export function maxPool(x: Tensor, options: PoolOptions): Tensor {
  return applyOne(maxPoolOp, [x], { windows: poolWindows("maxPool", x, options) });
}

/** For each tap: its share of the window's gradient: 1 over the number of largest elements where it is one, else 0. */
function shares(x: Tensor, y: Tensor, windows: Windows): Tensor[] {
  const winners = tapSlices(x, windows, spaceOf(y), lowest).map((part) => indicator(equal(part, y), y));
  const ties = winners.reduce((a, b) => add(a, b));
  return winners.map((winner) => div(winner, ties));
}

/** Sends the gradient of each window to its largest elements. x and its pooled y only select. */
const maxPoolGradientOp: Op = {
  name: "maxPoolGradient",
  infer: ([x, y, grad]) => {
    requireSameShape("maxPoolGradient", { y: y as Tensor, grad: grad as Tensor });
    return { ...typeOf(x as Tensor), domain: "unknown" };
  },
  selectors: [0, 1],
  gradient: ({ grad, inputs: [x, y], attributes }) => [
    undefined,
    undefined,
    applyOne(maxPoolPickOp, [x as Tensor, y as Tensor, grad], attributes),
  ],
  lower: (node, target) => {
    const [x, y, grad] = node.inputs as [Tensor, Tensor, Tensor];
    const windows = node.attributes["windows"] as Windows;
    if (tilesSpace(windows) && x.dtype === "float32" && target.device !== "webgpu")
      return [tiledMaxPoolGradient(x, y, grad, windows)];
    const winners = tapSlices(x, windows, spaceOf(y), lowest).map((part) => indicator(equal(part, y), y));
    const share = div(
      grad,
      winners.reduce((a, b) => add(a, b)),
    );
    return [
      scatterTaps(
        winners.map((winner) => mul(winner, share)),
        windows,
        spaceOf(x),
      ),
    ];
  },
};

/**
 * Both the maximum and its gradient stretched over the windows. One CPU thread, windows of 2x2, forward and gradient:
 * [128, 32, 26, 26] 10.3 ms, [128, 64, 11, 11] 4.1; tap by tap 11.7 and 7.1, by reshaping about twice as much.
 */
function tiledMaxPoolGradient(x: Tensor, y: Tensor, grad: Tensor, windows: Windows): Tensor {
  const { size } = windows;
  const axes = size.map((_, i) => i + 2);
  const covered = size.map((length, i) => length * (y.shape[i + 2] as number));
  const winners = indicator(equal(slice(x, { axes, end: covered }), upsampleNearest(y, size)), y);
  const ties = mul(applyOne(averagePoolOp, [winners], { windows, countIncludePadding: false }), sizeOf(size));
  const spread = mul(winners, upsampleNearest(div(grad, ties), size));
  return pad(spread, imagePadding(covered.map((length, i) => [0, (x.shape[i + 2] as number) - length])));
}

/** Adjoint of maxPoolGradient: from each window, the mean over its largest elements of another tensor's elements. */
const maxPoolPickOp: Op = {
  name: "maxPoolPick",
  infer: ([x, y, values]) => {
    requireSameShape("maxPoolPick", { x: x as Tensor, values: values as Tensor });
    return { ...typeOf(y as Tensor), domain: "unknown" };
  },
  selectors: [0, 1],
  gradient: ({ grad, inputs: [x, y], attributes }) => [
    undefined,
    undefined,
    applyOne(maxPoolGradientOp, [x as Tensor, y as Tensor, grad], attributes),
  ],
  lower: (node) => {
    const [x, y, values] = node.inputs as [Tensor, Tensor, Tensor];
    const windows = node.attributes["windows"] as Windows;
    const seen = tapSlices(values, windows, spaceOf(y));
    return [
      shares(x, y, windows)
        .map((share, tap) => mul(share, seen[tap] as Tensor))
        .reduce((a, b) => add(a, b)),
    ];
  },
};

/** Elements each window averages over, [1, 1, ...windows] or one number where all are equal. */
function divisors(space: readonly number[], windows: Windows, includePadding: boolean, like: Tensor): Tensor {
  const counts = countWindows("averagePool", space, windows);
  const perAxisCounts = counts.map((count, i) =>
    Array.from({ length: count }, (_, at) => {
      const [before] = windows.padding[i] as readonly [number, number];
      const size = windows.size[i] as number;
      const start = at * (windows.stride[i] as number) - before;
      return includePadding ? size : Math.min(start + size, space[i] as number) - Math.max(start, 0);
    }),
  );
  if (perAxisCounts.every((list) => new Set(list).size === 1))
    return constant(sizeOf(perAxisCounts.map((list) => list[0] as number)), { dtype: like.dtype });
  const data = tapsOf(counts).map((at) => sizeOf(at.map((position, i) => perAxisCounts[i]?.[position] as number)));
  return constant(data, { shape: [1, 1, ...counts], dtype: like.dtype });
}

interface AverageAttributes {
  readonly windows: Windows;
  readonly countIncludePadding: boolean;
}

const averagePoolOp: Op = {
  name: "averagePool",
  infer: ([x], { windows }) => inferPooled("averagePool", x as Tensor, windows as Windows),
  gradient: ({ grad, inputs: [x], attributes }) => [
    applyOne(averagePoolGradientOp, [grad], { ...attributes, shape: (x as Tensor).shape }),
  ],
  lower: (node, target) => {
    const [x] = node.inputs as [Tensor];
    if (x.dtype === "float32" && hasPoolKernel(x, target)) return undefined;
    const { windows, countIncludePadding } = node.attributes as unknown as AverageAttributes;
    const total = tapSlices(x, windows, spaceOf(node.outputs[0] as Tensor)).reduce((a, b) => add(a, b));
    return [div(total, divisors(spaceOf(x), windows, countIncludePadding, x))];
  },
  onnx: (emit, node, operands) => {
    const { windows, countIncludePadding } = node.attributes as unknown as AverageAttributes;
    return emit.node("AveragePool", operands, {
      ...onnxWindows(windows),
      count_include_pad: countIncludePadding ? 1 : 0,
    });
  },
};

const averagePoolGradientOp: Op = {
  name: "averagePoolGradient",
  infer: ([grad], { shape }) => ({ shape: shape as Shape, dtype: (grad as Tensor).dtype }),
  gradient: ({ grad, attributes }: GradientContext) => {
    const { windows, countIncludePadding } = attributes as unknown as AverageAttributes;
    return [applyOne(averagePoolOp, [grad], { windows, countIncludePadding })];
  },
  lower: (node) => {
    const [grad] = node.inputs as [Tensor];
    const { windows, countIncludePadding, shape } = node.attributes as unknown as AverageAttributes & { shape: Shape };
    const space = shape.slice(2);
    const share = div(grad, divisors(space, windows, countIncludePadding, grad));
    if (!tilesSpace(windows)) {
      // One thread, [64, 32, 14, 14] by windows of 3x3: 5 ms tap by tap; ConvTranspose with a kernel of ones 2.2.
      const [, channels] = shape as [number, number];
      const ones = broadcastTo(constant(1, { dtype: grad.dtype }), [channels, 1, ...windows.size]);
      const { stride, padding } = windows;
      return [convInputGradient(share, ones, shape, { stride, padding, groups: channels })];
    }
    const spread = upsampleNearest(share, windows.size);
    const rest = space.map((length, i): [number, number] => [0, length - (spread.shape[i + 2] as number)]);
    return [pad(spread, imagePadding(rest))];
  },
};

/**
 * Mean of each window.
 * @param x [batch, channels, ...space], 1 to 3 spatial axes, float
 * @param options `countIncludePadding`: divide by the window's size at the border too, instead of by the elements of x in
 * the window. Default false, as in Keras and ONNX; PyTorch's default is true.
 * @returns [batch, channels, ...windows]; elements at the end that fill no window are left out
 * @throws ShapeError when the window is larger than the padded input
 */
export function averagePool(x: Tensor, options: PoolOptions & { readonly countIncludePadding?: boolean }): Tensor {
  const { countIncludePadding = false } = options;
  return applyOne(averagePoolOp, [x], { windows: poolWindows("averagePool", x, options), countIncludePadding });
}

function overSpace(where: string, x: Tensor, keepDims: boolean): ReduceOptions {
  requireImage(where, x);
  return { axes: spaceOf(x).map((_, i) => normalizeAxis(where, i + 2, x.rank)), keepDims };
}

/**
 * Largest element of each channel. Equal largest elements share its gradient.
 * @param x [batch, channels, ...space], float
 * @returns [batch, channels], or with size 1 for each spatial axis (`keepDims`)
 */
export function globalMaxPool(x: Tensor, { keepDims = false }: { readonly keepDims?: boolean } = {}): Tensor {
  return max(x, overSpace("globalMaxPool", x, keepDims));
}

/**
 * Mean of each channel.
 * @param x [batch, channels, ...space], float
 * @returns [batch, channels], or with size 1 for each spatial axis (`keepDims`)
 */
export function globalAveragePool(x: Tensor, { keepDims = false }: { readonly keepDims?: boolean } = {}): Tensor {
  return mean(x, overSpace("globalAveragePool", x, keepDims));
}
