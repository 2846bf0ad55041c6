import { type DType, isFloat } from "../core/dtype.ts";
import { ShapeError } from "../core/errors.ts";
import type { GradientContext, Op, Target } from "../core/op.ts";
import { broadcastShapes, normalizeAxes, type Shape, sameShape, shapeText, sizeOf } from "../core/shape.ts";
import { applyOne, constant, type Tensor, typeOf } from "../core/tensor.ts";
import { middleDivisor, requireNumeric } from "./support.ts";

// The ops that every gradient rule needs: changing shape without arithmetic, and its adjoint, summing.

const reshapeOp: Op = {
  name: "reshape",
  moves: true,
  infer: ([x], { shape }) => {
    const to = shape as Shape;
    const from = x as Tensor;
    if (sizeOf(to) !== from.size || to.some((size) => !Number.isInteger(size) || size < 0))
      throw new ShapeError("reshape", {
        expected: `a shape of ${from.size} elements for ${shapeText(from.shape)}`,
        got: `${shapeText(to)} with ${sizeOf(to)}`,
      });
    return { ...typeOf(from), shape: to };
  },
  gradient: ({ grad, inputs: [x] }) => [reshape(grad, (x as Tensor).shape)],
  onnx: (emit, node, [x]) =>
    emit.node("Reshape", [x as string, emit.constant((node.outputs[0] as Tensor).shape, "int64")], {
      allowzero: node.outputs[0]?.size === 0 ? 1 : undefined,
    }),
};

/**
 * The same elements in row-major order under another shape.
 * @param x [...]
 * @param shape sizes; one may be -1 and is then worked out
 * @throws ShapeError when the number of elements differs
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const free = shape.indexOf(-1);
  let to = shape;
  if (free >= 0) {
    const known = shape.reduce((product, size, axis) => (axis === free ? product : product * size), 1);
    const size = x.size / known;
    if (!Number.isInteger(size) || shape.lastIndexOf(-1) !== free)
      throw new ShapeError("reshape", {
        expected: `one -1 and other sizes that divide ${x.size}`,
        got: `${shapeText(shape)} for ${shapeText(x.shape)}`,
      });
    to = shape.map((given, axis) => (axis === free ? size : given));
  }
  if (sameShape(x.shape, to)) return x;
  return applyOne(reshapeOp, [x], { shape: to });
}

const broadcastToOp: Op = {
  name: "broadcastTo",
  moves: true,
  infer: ([x], { shape }) => {
    const from = x as Tensor;
    const to = shape as Shape;
    if (!sameShape(broadcastShapes("broadcastTo", [from.shape, to]), to))
      throw new ShapeError("broadcastTo", {
        expected: `a shape that ${shapeText(from.shape)} stretches to`,
        got: shapeText(to),
      });
    return { ...typeOf(from), shape: to };
  },
  gradient: ({ grad, inputs: [x] }) => [sumTo(grad, (x as Tensor).shape)],
  onnx: (emit, node, [x]) =>
    emit.node("Expand", [x as string, emit.constant((node.outputs[0] as Tensor).shape, "int64")]),
};

/** `x` stretched to a shape by NumPy's rules. @throws ShapeError when it does not stretch that way */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : applyOne(broadcastToOp, [x], { shape });
}

const sumOp: Op = {
  name: "sum",
  alongAxes: true,
  infer: ([x], { axes, keepDims }) => {
    requireNumeric("sum", x as Tensor);
    return {
      shape: reducedShape((x as Tensor).shape, axes as number[], keepDims as boolean),
      dtype: (x as Tensor).dtype,
    };
  },
  gradient: ({ grad, inputs: [x], attributes }) => [unreduce(grad, x as Tensor, attributes["axes"] as number[])],
  lower: ({ inputs: [x], outputs, attributes }, target) =>
    splitSum(x as Tensor, outputs[0] as Tensor, attributes["axes"] as number[], target),
  onnx: (emit, node, [x]) =>
    emit.node("ReduceSum", [x as string, emit.constant(node.attributes["axes"] as number[], "int64")], {
      keepdims: node.attributes["keepDims"] ? 1 : 0,
    }),
};

/**
 * Many elements to few sums, in two parts: the threads share what is left over, so a single sum is one thread's, and sums of
 * columns are slow over long ones. 2 cores, ms: 1M elements to one 0.117 at once, 0.050 by rows of 100 or of 1,000; columns of
 * [4096, 1024] 1.22 at once, 0.28 in 64 parts and 0.33 in 8, of [128, 512] 0.084 and 0.023 in 8, of [16384, 64] 0.28 and 0.08.
 */
function splitSum(x: Tensor, output: Tensor, axes: readonly number[], target: Target): Tensor[] | undefined {
  if (target.device === "webgpu" || target.portable === true || axes.length === 0) return undefined;
  const count = x.size / output.size;
  const isTrailing = axes.every((axis) => axis >= x.rank - axes.length);
  if (isTrailing && output.size < 8 && count >= 2 ** 15) {
    const parts = middleDivisor(count, 16);
    if (parts === 1) return undefined;
    const rows = sum(reshape(x, [...(output.size === 1 ? [] : [output.size]), parts, count / parts]), { axes: -1 });
    return [reshape(sum(rows, { axes: -1 }), output.shape)];
  }
  if (axes.every((axis) => axis < axes.length) && output.size >= 16 && x.size >= 2 ** 15 && count >= 64) {
    const parts = middleDivisor(count, 4, 64);
    if (parts === 1) return undefined;
    const columns = sum(reshape(x, [parts, count / parts, output.size]), { axes: 1 });
    return [reshape(sum(columns, { axes: 0 }), output.shape)];
  }
  return undefined;
}

export interface ReduceOptions {
  /** Axes to reduce; negative ones count from the end. Default: all. */
  readonly axes?: number | readonly number[] | undefined;
  /** Keep reduced axes with size 1. Default false. */
  readonly keepDims?: boolean;
}

/**
 * Sum over axes.
 * @param x [...] numeric
 * @returns the shape without the reduced axes (or with size 1 there, with `keepDims`)
 */
export function sum(x: Tensor, { axes, keepDims = false }: ReduceOptions = {}): Tensor {
  const list = normalizeAxes("sum", axes, x.rank);
  return list.length === 0 ? x : applyOne(sumOp, [x], { axes: list, keepDims });
}

/** Shape after reducing `axes` (non-negative). */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}

/** A reduction's result (with or without kept axes) stretched back over the shape of what was reduced. */
export function unreduce(reduced: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  return broadcastTo(reshape(reduced, reducedShape(x.shape, axes, true)), x.shape);
}

/** Adjoint of broadcasting: sums `x` down to `shape`. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const offset = x.rank - shape.length;
  const axes = x.shape.flatMap((size, axis) =>
    axis < offset || (shape[axis - offset] === 1 && size !== 1) ? [axis] : [],
  );
  return reshape(sum(x, { axes }), shape);
}

const transposeOp: Op = {
  name: "transpose",
  moves: true,
  infer: ([x], { permutation }) => ({
    ...typeOf(x as Tensor),
    shape: (permutation as number[]).map((axis) => (x as Tensor).shape[axis] as number),
  }),
  gradient: ({ grad, attributes }) => {
    const permutation = attributes["permutation"] as number[];
    return [
      transpose(
        grad,
        permutation.map((_, axis) => permutation.indexOf(axis)),
      ),
    ];
  },
  onnx: (emit, node, [x]) =>
    emit.node("Transpose", [x as string], { perm: node.attributes["permutation"] as number[] }),
};

/**
 * Axes in another order.
 * @param permutation for each output axis, the input axis; default: reversed
 * @throws ShapeError when it is not a permutation of the axes
 */
export function transpose(
  x: Tensor,
  permutation: readonly number[] = x.shape.map((_, axis) => x.rank - 1 - axis),
): Tensor {
  const order = permutation.map((axis) => (axis < 0 ? axis + x.rank : axis));
  if (order.length !== x.rank || x.shape.some((_, axis) => !order.includes(axis)))
    throw new ShapeError("transpose", {
      expected: `a permutation of ${x.rank} axes`,
      got: shapeText(permutation),
    });
  return order.every((axis, position) => axis === position) ? x : applyOne(transposeOp, [x], { permutation: order });
}

const castOp: Op = {
  name: "cast",
  elementwise: true,
  infer: ([x], { dtype }) => ({ ...typeOf(x as Tensor), dtype: dtype as DType }),
  gradient: ({ grad, inputs: [x] }) => [isFloat((x as Tensor).dtype) ? cast(grad, (x as Tensor).dtype) : undefined],
  onnx: (emit, node, [x]) => emit.node("Cast", [x as string], { to: onnxDType[node.attributes["dtype"] as DType] }),
};

/** ONNX TensorProto.DataType of each dtype. */
export const onnxDType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

/** The elements in another dtype: floats to integers cut towards zero, anything non-zero is true. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : applyOne(castOp, [x], { dtype });
}

const stopGradientOp: Op = {
  name: "stopGradient",
  infer: ([x]) => typeOf(x as Tensor),
  selectors: [0],
  onnx: "alias",
};

/** The same value, constant for differentiation. */
export function stopGradient(x: Tensor): Tensor {
  return applyOne(stopGradientOp, [x]);
}

const customGradientOp: Op = {
  name: "customGradient",
  infer: ([value]) => typeOf(value as Tensor),
  selectors: [0],
  gradient: (context: GradientContext) => {
    const rule = context.attributes["rule"] as CustomRule;
    const inputs = context.inputs.slice(1);
    // The node itself, not what it was computed by: its second derivative is by the rule too.
    const grads = rule(context.grad, inputs, context.outputs[0] as Tensor);
    grads.forEach((grad, i) => {
      const input = inputs[i] as Tensor;
      if (grad !== undefined && !sameShape(grad.shape, input.shape))
        throw new ShapeError("customGradient", {
          expected: `a gradient of shape ${shapeText(input.shape)} for input ${i}`,
          got: shapeText(grad.shape),
        });
    });
    return [undefined, ...grads];
  },
  onnx: "alias",
};

export type CustomRule = (grad: Tensor, inputs: readonly Tensor[], value: Tensor) => readonly (Tensor | undefined)[];

/**
 * A function with a gradient of your own.
 * @param inputs tensors the value is computed from
 * @param forward computes the value from them
 * @param rule given the gradient of the value, the inputs and the value, returns the gradient of each input
 */
export function customGradient(
  inputs: readonly Tensor[],
  forward: (...inputs: Tensor[]) => Tensor,
  rule: CustomRule,
): Tensor {
  const value = forward(...inputs);
  return applyOne(customGradientOp, [value, ...inputs], { rule });
}

/** A constant of one value in the dtype and shape of `like`. */
export function fullLike(like: Tensor, value: number): Tensor {
  return broadcastTo(constant(value, { dtype: like.dtype }), like.shape);
}
