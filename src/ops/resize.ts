import { ArgumentError, ShapeError } from "../core/errors.ts";
import type { Op } from "../core/op.ts";
import { type Shape, shapeText, sizeOf } from "../core/shape.ts";
import { applyOne, constant, type Tensor } from "../core/tensor.ts";
import { gather } from "./gather.ts";
import { slice } from "./indexing.ts";
import { matMul } from "./matmul.ts";
import { broadcastTo, reshape, sum, transpose } from "./structure.ts";
import { type PerAxis, perAxis, requireImage, spaceOf } from "./window.ts";

const upsampleOp: Op = {
  name: "upsampleNearest",
  infer: ([x], { factors }) => {
    const { shape, dtype } = x as Tensor;
    return { shape: shape.map((size, axis) => size * ((factors as number[])[axis - 2] ?? 1)), dtype };
  },
  gradient: ({ grad, inputs: [x], attributes }) => [
    sumBlocks(grad, (x as Tensor).shape, attributes["factors"] as number[]),
  ],
  // Resize exists for float32; stretching axes of size 1 says the same for any dtype.
  lower: (node, { device }) => {
    const [x] = node.inputs as [Tensor];
    if (x.dtype === "float32" && device !== "webgpu") return undefined;
    const factors = node.attributes["factors"] as number[];
    const space = spaceOf(x);
    const lead = x.shape.slice(0, 2);
    const apart = [...lead, ...space.flatMap((size) => [size, 1])];
    const wide = [...lead, ...space.flatMap((size, i) => [size, factors[i] as number])];
    return [reshape(broadcastTo(reshape(x, apart), wide), (node.outputs[0] as Tensor).shape)];
  },
  onnx: (emit, node, [x]) => {
    const scales = emit.constant([1, 1, ...(node.attributes["factors"] as number[])], "float32");
    return emit.node("Resize", [x as string, "", scales], {
      mode: "nearest",
      nearest_mode: "floor",
      coordinate_transformation_mode: "asymmetric",
    });
  },
};

/** Sum of blocks of `factors` elements: the adjoint of repeating elements. */
function sumBlocks(x: Tensor, shape: Shape, factors: readonly number[]): Tensor {
  const split = [...shape.slice(0, 2), ...factors.flatMap((factor, i) => [shape[i + 2] as number, factor])];
  return sum(reshape(x, split), { axes: factors.map((_, i) => 3 + 2 * i) });
}

/** Every element repeated `factors` times along each spatial axis of [batch, channels, ...space]. */
export function upsampleNearest(x: Tensor, factors: readonly number[]): Tensor {
  return factors.every((factor) => factor === 1) ? x : applyOne(upsampleOp, [x], { factors });
}

export interface ResizeOptions {
  /** New sizes of the spatial axes; or give `scale`. */
  readonly size?: PerAxis;
  /** How many times larger; the new sizes are rounded down. */
  readonly scale?: number | readonly number[];
  /** "nearest" (default) copies the element at floor(position · old / new); "linear" weighs the two beside (four in 2-D, ...). */
  readonly mode?: "nearest" | "linear";
  /**
   * For "linear": where elements are. false (default): at the middles of equal cells, the border repeated. true: spread
   * evenly with the first and the last on the corners.
   */
  readonly alignCorners?: boolean;
}

/**
 * Images in another size. The same as PyTorch's `interpolate` with "nearest" and "linear" / "bilinear" / "trilinear".
 * @param x [batch, channels, ...space], 1 to 3 spatial axes, float
 * @returns [batch, channels, ...new sizes]
 * @throws ArgumentError when neither or both of `size` and `scale` are given, or a size would be below 1
 */
export function resize(x: Tensor, options: ResizeOptions): Tensor {
  requireImage("resize", x);
  const { mode = "nearest", alignCorners = false } = options;
  const space = spaceOf(x);
  const size = targetSize(space, options);
  if (mode === "linear")
    return size.reduce(
      (image, to, i) => alongAxis(image, i + 2, linearWeights(space[i] as number, to, alignCorners)),
      x,
    );
  if (mode !== "nearest")
    throw new ArgumentError("resize", { expected: 'mode "nearest" or "linear"', got: JSON.stringify(mode) });
  if (alignCorners)
    throw new ArgumentError("resize", { expected: 'alignCorners only with mode "linear"', got: 'mode "nearest"' });
  if (size.every((to, i) => to % (space[i] as number) === 0))
    return upsampleNearest(
      x,
      size.map((to, i) => to / (space[i] as number)),
    );
  return size.reduce((image, to, i) => nearestAlong(image, i + 2, to), x);
}

function targetSize(space: readonly number[], { size, scale }: ResizeOptions): number[] {
  if ((size === undefined) === (scale === undefined))
    throw new ArgumentError("resize", {
      expected: "either size or scale",
      got: size === undefined ? "neither" : "both",
    });
  if (size !== undefined) return perAxis("resize", "size", size, space.length);
  const factors = typeof scale === "number" ? space.map(() => scale) : (scale as readonly number[]);
  // A factor such as 1.1 is not exactly what was meant: 10 · 1.1 must be 11, not 10.999... rounded down.
  const sizes = space.map((length, i) => Math.floor(length * (factors[i] ?? Number.NaN) * (1 + 1e-12)));
  if (factors.length !== space.length || sizes.some((length) => !(length >= 1 && Number.isFinite(length))))
    throw new ArgumentError("resize", {
      expected: `scale: one positive number, or one for each of ${space.length} spatial axes, that leaves sizes of at least 1`,
      got: shapeText(factors),
    });
  return sizes;
}

function nearestAlong(x: Tensor, axis: number, to: number): Tensor {
  const from = x.shape[axis] as number;
  if (from === to) return x;
  if (from % to === 0) return slice(x, { axes: axis, step: from / to });
  const picked = Array.from({ length: to }, (_, i) => Math.floor((i * from) / to));
  return gather(x, constant(picked, { dtype: "int64" }), { axis });
}

/** Row i: how much of each old element goes into new element i. */
function linearWeights(from: number, to: number, alignCorners: boolean): readonly number[][] | undefined {
  if (from === to) return undefined;
  return Array.from({ length: to }, (_, i) => {
    const cell = Math.max(((i + 0.5) * from) / to - 0.5, 0);
    const at = alignCorners ? (to === 1 ? 0 : (i * (from - 1)) / (to - 1)) : cell;
    const below = Math.min(Math.floor(at), from - 1);
    const above = Math.min(below + 1, from - 1);
    const row = new Array<number>(from).fill(0);
    row[below] = 1 - (at - below);
    row[above] = (row[above] as number) + (at - below);
    return row;
  });
}

/** Weighted sums along one axis: weights times [outer, axis, inner]. */
function alongAxis(x: Tensor, axis: number, weights: readonly number[][] | undefined): Tensor {
  if (weights === undefined) return x;
  const { shape } = x;
  const matrix = constant(weights, { dtype: x.dtype });
  const folded = reshape(x, [sizeOf(shape.slice(0, axis)), shape[axis] as number, sizeOf(shape.slice(axis + 1))]);
  return reshape(
    matMul(matrix, folded),
    shape.map((size, at) => (at === axis ? weights.length : size)),
  );
}

/** Where axes of blocks go: spatial axes apart from the positions inside a block, which join the channels. */
interface Blocks {
  readonly factor: number;
  readonly axes: number;
  readonly blocks: number;
}

function checkBlocks(where: string, x: Tensor, factor: number, toSpace: boolean): Blocks {
  requireImage(where, x);
  const axes = x.rank - 2;
  if (!Number.isInteger(factor) || factor < 1)
    throw new ArgumentError(where, { expected: "a whole block size from 1", got: `${factor}` });
  const blocks = factor ** axes;
  const fits = toSpace ? (x.shape[1] as number) % blocks === 0 : spaceOf(x).every((size) => size % factor === 0);
  if (!fits)
    throw new ShapeError(where, {
      expected: toSpace ? `a number of channels that ${blocks} divides` : `spatial sizes that ${factor} divides`,
      got: shapeText(x.shape),
    });
  return { factor, axes, blocks };
}

/** @param blockFirst whether channel = position in block · channels + channel, or channel · positions + position */
function toSpace(where: string, x: Tensor, factor: number, blockFirst: boolean): Tensor {
  const { axes, blocks } = checkBlocks(where, x, factor, true);
  const [batch, deep] = x.shape as [number, number];
  const space = spaceOf(x);
  const inner = space.map(() => factor);
  const channels = deep / blocks;
  const apart = blockFirst ? [batch, ...inner, channels, ...space] : [batch, channels, ...inner, ...space];
  const channelAt = blockFirst ? axes + 1 : 1;
  const blockAt = blockFirst ? 1 : 2;
  const order = [0, channelAt, ...space.flatMap((_, i) => [axes + 2 + i, blockAt + i])];
  return reshape(transpose(reshape(x, apart), order), [batch, channels, ...space.map((size) => size * factor)]);
}

function toDepth(where: string, x: Tensor, factor: number, blockFirst: boolean): Tensor {
  const { blocks } = checkBlocks(where, x, factor, false);
  const [batch, channels] = x.shape as [number, number];
  const space = spaceOf(x).map((size) => size / factor);
  const apart = [batch, channels, ...space.flatMap((size) => [size, factor])];
  const cells = space.map((_, i) => 2 + 2 * i);
  const inner = space.map((_, i) => 3 + 2 * i);
  const order = blockFirst ? [0, ...inner, 1, ...cells] : [0, 1, ...inner, ...cells];
  return reshape(transpose(reshape(x, apart), order), [batch, channels * blocks, ...space]);
}

/**
 * Channels moved into space, a channel's block together (PyTorch's `pixel_shuffle`, ONNX's DepthToSpace in mode CRD;
 * Shi et al. 2016, arXiv:1609.05158).
 * @param x [batch, channels · factor^n, ...n spatial axes]
 * @returns [batch, channels, ...each spatial axis · factor]
 * @throws ShapeError when the channels do not divide
 */
export function pixelShuffle(x: Tensor, factor: number): Tensor {
  return toSpace("pixelShuffle", x, factor, false);
}

/** Inverse of {@link pixelShuffle}. @throws ShapeError when a spatial size does not divide */
export function pixelUnshuffle(x: Tensor, factor: number): Tensor {
  return toDepth("pixelUnshuffle", x, factor, false);
}

/**
 * Channels moved into space, the position in the block slowest (TensorFlow's `depth_to_space`, ONNX's in mode DCR).
 * @param x [batch, channels · block^n, ...n spatial axes]
 * @returns [batch, channels, ...each spatial axis · block]
 * @throws ShapeError when the channels do not divide
 */
export function depthToSpace(x: Tensor, block: number): Tensor {
  return toSpace("depthToSpace", x, block, true);
}

/** Inverse of {@link depthToSpace}. @throws ShapeError when a spatial size does not divide */
export function spaceToDepth(x: Tensor, block: number): Tensor {
  return toDepth("spaceToDepth", x, block, true);
}
