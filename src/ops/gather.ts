import { allocate, type DType, isFloat } from "../core/dtype.ts";
import { ArgumentError, ShapeError } from "../core/errors.ts";
import type { Op } from "../core/op.ts";
import { normalizeAxis, type Shape, sameShape, shapeText, sizeOf, stridesOf } from "../core/shape.ts";
import { applyOne, constant, constantData, type Tensor, typeOf } from "../core/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { expandDims, squeeze } from "./axes.ts";
import { equal, less, where } from "./compare.ts";
import { flatPlaces, freshZeros, indicesForProduct, prefersFlat, rowsOfOne } from "./gather-lowering.ts";
import { matMul } from "./matmul.ts";
import { broadcastTo, cast, reshape, sum } from "./structure.ts";
import { requireDType, requireRank, requireSameDType } from "./support.ts";

// Picking by index and its adjoint, adding by index. ONNX Runtime's ScatterND adds from several threads at once without
// locking on the CPU, which loses sums where indices repeat; so everything here adds through ScatterElements, or by a
// product with a one-hot matrix.

/**
 * Indices that are known now are checked and made non-negative; others are left to the runtime.
 * @param size of the axis, or of each axis along the last axis of `indices`
 */
function checkIndices(at: string, indices: Tensor, size: number | readonly number[]): Tensor {
  requireDType(at, indices, "int64", "int32");
  const data = constantData(indices);
  if (data === undefined) return indices;
  const sizes = typeof size === "number" ? [size] : size;
  let negative = false;
  for (let i = 0; i < data.length; i++) {
    const limit = sizes[i % sizes.length] as number;
    const index = Number(data[i]);
    if (index < -limit || index >= limit)
      throw new ArgumentError(at, {
        expected: `indices from ${-limit} to ${limit - 1}`,
        got: `${index} at position ${i}`,
        fix: "check the labels, or the number of classes",
      });
    negative ||= index < 0;
  }
  if (!negative) return indices;
  const numbers = Array.from(data as ArrayLike<number | bigint>, Number).map((index, i) =>
    index < 0 ? index + (sizes[i % sizes.length] as number) : index,
  );
  return constant(numbers, { shape: indices.shape, dtype: indices.dtype, domain: indices.domain });
}

function zeros(shape: Shape, dtype: DType): Tensor {
  return broadcastTo(constant(0, { dtype }), shape);
}

function isZeros(x: Tensor): boolean {
  const { op, inputs } = x.node;
  return op.name === "broadcastTo" && constantData(inputs[0] as Tensor)?.every((value) => Number(value) === 0) === true;
}

const gatherOp: Op = {
  name: "gather",
  moves: true,
  infer: ([x, indices], { axis }) => {
    const { shape } = x as Tensor;
    const at = axis as number;
    return {
      ...typeOf(x as Tensor),
      shape: [...shape.slice(0, at), ...(indices as Tensor).shape, ...shape.slice(at + 1)],
    };
  },
  selectors: [1],
  gradient: ({ grad, inputs: [x, indices], attributes }) => [
    applyOne(gatherAdjointOp, [grad, indices as Tensor], { axis: attributes["axis"], shape: (x as Tensor).shape }),
  ],
  onnx: (emit, node, operands) => emit.node("Gather", operands, { axis: node.attributes["axis"] as number }),
};

/** Adds each slice of a gradient where gather took it from, into zeros. */
const gatherAdjointOp: Op = {
  name: "gatherAdjoint",
  infer: ([grad], { shape }) => ({ shape: shape as Shape, dtype: (grad as Tensor).dtype }),
  selectors: [1],
  gradient: ({ grad, inputs: [, indices], attributes }) => [
    gather(grad, indices as Tensor, { axis: attributes["axis"] as number }),
  ],
  lower: ({ inputs: [given, indices], attributes }) => {
    const { axis, shape } = attributes as { axis: number; shape: Shape };
    const [outer, size, inner] = [sizeOf(shape.slice(0, axis)), shape[axis] as number, sizeOf(shape.slice(axis + 1))];
    const count = (indices as Tensor).size;
    const flat = reshape(indices as Tensor, [count]);
    const grad = reshape(given as Tensor, [outer, count, inner]);
    // ScatterElements runs on one thread: many elements into few places are faster as a product.
    const asProduct = isFloat(grad.dtype) && grad.size >= 2 ** 16 && size <= 128 && size * count <= 2 ** 24;
    if (!asProduct) {
      const places = broadcastTo(reshape(flat, [1, count, 1]), grad.shape);
      return [
        reshape(
          scatterElements(zeros([outer, size, inner], grad.dtype), places, grad, { axis: 1, reduction: "add" }),
          shape,
        ),
      ];
    }
    const taken = oneHot(wrapNegative(flat, size), size, { dtype: grad.dtype as "float32", axis: 0 });
    return [reshape(matMul(taken, grad), shape)];
  },
};

/** Indices that count from the end, counted from the start. */
function wrapNegative(indices: Tensor, size: number): Tensor {
  return constantData(indices) === undefined ? where(less(indices, 0), add(indices, size), indices) : indices;
}

/**
 * Slices of `x` along an axis, by index.
 * @param x [..., n, ...]
 * @param indices int64 or int32, any shape; negative ones count from the end. No gradient flows to them.
 * @param axis default 0
 * @returns the shape of x with the axis replaced by the shape of `indices`
 * @throws ArgumentError when a constant index is out of range. Indices fed at run time are checked by ONNX Runtime, on the CPU only.
 */
export function gather(x: Tensor, indices: Tensor, { axis = 0 }: { readonly axis?: number } = {}): Tensor {
  const at = normalizeAxis("gather", axis, x.rank);
  return applyOne(gatherOp, [x, checkIndices("gather", indices, x.shape[at] as number)], { axis: at });
}

/**
 * Rows of a table: gather on axis 0, whose gradient adds up rows that were looked up more than once.
 * @param table [entries, ...]
 * @param indices int64 or int32, any shape
 * @returns [...shape of indices, ...]
 */
export function embeddingLookup(table: Tensor, indices: Tensor): Tensor {
  requireRank("embeddingLookup", table, 2);
  return gather(table, indices);
}

function requireAligned(at: string, x: Tensor, indices: Tensor, axis: number): void {
  const fits =
    indices.rank === x.rank && indices.shape.every((size, i) => i === axis || size <= (x.shape[i] as number));
  if (!fits)
    throw new ShapeError(at, {
      expected: `indices of rank ${x.rank}, no longer than ${shapeText(x.shape)} except along axis ${axis}`,
      got: shapeText(indices.shape),
      fix: "use gather to take whole slices, or expandDims on the indices",
    });
}

const gatherElementsOp: Op = {
  name: "gatherElements",
  alongAxes: true,
  moves: true,
  infer: ([x, indices]) => ({ ...typeOf(x as Tensor), shape: (indices as Tensor).shape }),
  selectors: [1],
  gradient: ({ grad, inputs: [x, indices], attributes }) => {
    const { shape, dtype } = x as Tensor;
    return [
      scatterElements(zeros(shape, dtype), indices as Tensor, grad, {
        axis: attributes["axis"] as number,
        reduction: "add",
      }),
    ];
  },
  lower: ({ inputs: [x, indices], attributes }, target) => {
    const [from, at, axis] = [x as Tensor, indices as Tensor, attributes["axis"] as number];
    if (from.rank === 1 || at.shape[axis] !== 1 || !prefersFlat(from.shape, at, axis, target, 4)) return undefined;
    return [reshape(pickFlat(reshape(from, [-1]), flatPlaces(from.shape, at, axis, pickFlat)), at.shape)];
  },
  onnx: (emit, node, operands) => emit.node("GatherElements", operands, { axis: node.attributes["axis"] as number }),
};

function pickFlat(x: Tensor, indices: Tensor): Tensor {
  return applyOne(gatherElementsOp, [x, indices], { axis: 0 });
}

/**
 * One element of `x` for each index: along the axis the index says where, along the others the position does.
 * @param x [..., n, ...]
 * @param indices int64 or int32 of the same rank; negative ones count from the end
 * @param axis default -1
 * @returns the shape of `indices`
 * @throws ShapeError when the ranks differ, ArgumentError when a constant index is out of range
 */
export function gatherElements(x: Tensor, indices: Tensor, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  const at = normalizeAxis("gatherElements", axis, x.rank);
  requireAligned("gatherElements", x, indices, at);
  return applyOne(gatherElementsOp, [x, checkIndices("gatherElements", indices, x.shape[at] as number)], { axis: at });
}

/** What becomes of an element that updates go to: replaced ("none", the indices being different), or added to ("add"). */
export type ScatterReduction = "none" | "add";

const scatterElementsOp: Op = {
  name: "scatterElements",
  alongAxes: true,
  infer: ([x, , updates]) => {
    requireSameDType("scatterElements", x as Tensor, updates as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype };
  },
  selectors: [1],
  gradient: ({ grad, inputs, attributes }) => {
    const [, indices, updates] = inputs as [Tensor, Tensor, Tensor];
    const { axis, reduction } = attributes as { axis: number; reduction: ScatterReduction };
    const kept =
      reduction === "add" ? grad : scatterElements(grad, indices, zeros(updates.shape, grad.dtype), { axis });
    return [kept, undefined, gatherElements(grad, indices, { axis })];
  },
  lower: ({ inputs, attributes }, target) => {
    const [x, indices, updates] = inputs as [Tensor, Tensor, Tensor];
    const { axis, reduction } = attributes as { axis: number; reduction: ScatterReduction };
    const [depth, isEmpty] = [x.shape[axis] as number, isZeros(x)];
    const forProduct =
      reduction === "add" && axis === 2 && isEmpty && isFloat(x.dtype) && indicesForProduct(indices, depth, target);
    if (forProduct) {
      const taken = oneHot(wrapNegative(squeeze(forProduct, 1), depth), depth, { dtype: x.dtype });
      return [matMul(updates, taken)];
    }
    if (x.rank === 1 || !prefersFlat(x.shape, indices, axis, target, 16)) return undefined;
    const table = isEmpty ? rowsOfOne(x.shape, updates, axis) : undefined;
    if (table !== undefined) return [reshape(gather(table, reshape(indices, [-1])), x.shape)];
    const places = flatPlaces(x.shape, indices, axis, pickFlat);
    const flat = isEmpty ? freshZeros([x.size], x.dtype, indices) : reshape(x, [-1]);
    return [
      reshape(applyOne(scatterElementsOp, [flat, places, reshape(updates, [-1])], { axis: 0, reduction }), x.shape),
    ];
  },
  onnx: (emit, node, operands) => {
    const { axis, reduction } = node.attributes as { axis: number; reduction: ScatterReduction };
    return emit.node("ScatterElements", operands, { axis, reduction });
  },
};

/**
 * `x` with elements replaced or added to, by index along an axis.
 * @param x [..., n, ...]
 * @param indices int64 or int32 of the rank of x; negative ones count from the end
 * @param updates the shape of `indices`
 * @param axis default -1
 * @param reduction default "none"
 * @throws ShapeError when shapes do not fit, ArgumentError when a constant index is out of range
 */
export function scatterElements(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  { axis = -1, reduction = "none" }: { readonly axis?: number; readonly reduction?: ScatterReduction } = {},
): Tensor {
  const at = normalizeAxis("scatterElements", axis, x.rank);
  requireAligned("scatterElements", x, indices, at);
  requireUpdates("scatterElements", updates, indices.shape);
  const checked = checkIndices("scatterElements", indices, x.shape[at] as number);
  return applyOne(scatterElementsOp, [x, checked, updates], { axis: at, reduction });
}

function requireUpdates(at: string, updates: Tensor, shape: Shape): void {
  if (!sameShape(updates.shape, shape))
    throw new ShapeError(at, { expected: `updates of shape ${shapeText(shape)}`, got: shapeText(updates.shape) });
}

/** How many leading axes the last axis of `indices` addresses, and the row-major position each index stands for. */
function positions(at: string, x: Tensor, indices: Tensor): { readonly addressed: number; readonly flat: Tensor } {
  const addressed = indices.shape.at(-1) ?? 0;
  if (addressed < 1 || addressed > x.rank)
    throw new ShapeError(at, {
      expected: `indices whose last axis has 1 to ${x.rank} entries for ${shapeText(x.shape)}`,
      got: shapeText(indices.shape),
    });
  const sizes = x.shape.slice(0, addressed);
  const checked = checkIndices(at, indices, sizes);
  const strides = stridesOf(sizes);
  const data = constantData(checked);
  if (data === undefined) {
    const wrapped = where(less(checked, 0), add(checked, constant(sizes, { dtype: indices.dtype })), checked);
    return {
      addressed,
      flat: reshape(sum(mul(wrapped, constant(strides, { dtype: indices.dtype })), { axes: -1 }), [-1]),
    };
  }
  const flat = Array.from({ length: checked.size / addressed }, (_, row) =>
    strides.reduce((position, stride, k) => position + stride * Number(data[row * addressed + k]), 0),
  );
  return { addressed, flat: constant(flat, { shape: [flat.length], dtype: indices.dtype }) };
}

/**
 * Slices of `x` by the positions in the last axis of `indices`.
 * @param x [n1, ..., nk, ...]
 * @param indices [..., k] int64 or int32; negative ones count from the end
 * @returns [shape of indices without its last axis, ...axes of x after the k-th]
 * @throws ShapeError when k exceeds the rank, ArgumentError when a constant index is out of range
 */
export function gatherND(x: Tensor, indices: Tensor): Tensor {
  const { addressed, flat } = positions("gatherND", x, indices);
  const rest = x.shape.slice(addressed);
  const rows = gather(reshape(x, [sizeOf(x.shape.slice(0, addressed)), ...rest]), flat);
  return reshape(rows, [...indices.shape.slice(0, -1), ...rest]);
}

/**
 * `x` with slices replaced or added to, by the positions in the last axis of `indices`.
 * @param x [n1, ..., nk, ...]
 * @param indices [..., k] int64 or int32; negative ones count from the end
 * @param updates [shape of indices without its last axis, ...axes of x after the k-th]
 * @param reduction default "none"
 * @throws ShapeError when shapes do not fit, ArgumentError when a constant index is out of range
 */
export function scatterND(
  x: Tensor,
  indices: Tensor,
  updates: Tensor,
  { reduction = "none" }: { readonly reduction?: ScatterReduction } = {},
): Tensor {
  const { addressed, flat } = positions("scatterND", x, indices);
  const rest = x.shape.slice(addressed);
  requireUpdates("scatterND", updates, [...indices.shape.slice(0, -1), ...rest]);
  const rows = [flat.size, sizeOf(rest)] as const;
  const places = broadcastTo(reshape(flat, [flat.size, 1]), rows);
  const table = reshape(x, [sizeOf(x.shape.slice(0, addressed)), rows[1]]);
  return reshape(scatterElements(table, places, reshape(updates, rows), { axis: 0, reduction }), x.shape);
}

/**
 * 1 at each index and 0 elsewhere, along a new axis. An index outside [0, depth), negative ones too, gives zeros only.
 * @param indices int64 or int32, any shape
 * @param depth size of the new axis
 * @param options dtype of the result (default float32) and the new axis's place in it (default -1)
 */
export function oneHot(
  indices: Tensor,
  depth: number,
  { dtype = "float32", axis = -1 }: { readonly dtype?: DType; readonly axis?: number } = {},
): Tensor {
  requireDType("oneHot", indices, "int64", "int32");
  if (!Number.isInteger(depth) || depth < 1)
    throw new ArgumentError("oneHot", { expected: "a depth of 1 or more", got: `${depth}` });
  const at = normalizeAxis("oneHot", axis, indices.rank + 1);
  const range = allocate(indices.dtype, depth);
  for (let i = 0; i < depth; i++) range[i] = indices.dtype === "int64" ? BigInt(i) : i;
  const shape = Array.from({ length: indices.rank + 1 }, (_, i) => (i === at ? depth : 1));
  return cast(equal(expandDims(indices, at), constant(range, { shape, dtype: indices.dtype })), dtype);
}
