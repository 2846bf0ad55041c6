import type { Op, TensorType } from "../core/op.ts";
import { normalizeAxes, normalizeAxis } from "../core/shape.ts";
import { applyOne, type Tensor } from "../core/tensor.ts";
import { add, div, maximum, mul, neg, square, sub } from "./arithmetic.ts";
import { equal, isFinite as finite, indicator, logicalNot, where } from "./compare.ts";
import { exp, log } from "./exponential.ts";
import { cumProd } from "./scan.ts";
import { type ReduceOptions, reducedShape, reshape, stopGradient, sum, transpose, unreduce } from "./structure.ts";
import { limitsOf, requireFloat, requireNumeric } from "./support.ts";

function inferReduced(where: string, x: Tensor, axes: unknown, keepDims: unknown): TensorType {
  requireNumeric(where, x);
  return { shape: reducedShape(x.shape, axes as number[], keepDims as boolean), dtype: x.dtype };
}

/** Applies a reducing op over the axes the caller named. */
function reduceBy(op: Op, x: Tensor, { axes, keepDims = false }: ReduceOptions): Tensor {
  const list = normalizeAxes(op.name, axes, x.rank);
  return list.length === 0 ? x : applyOne(op, [x], { axes: list, keepDims });
}

/** Number of elements that go into one result of a reduction. */
export function reducedCount(x: Tensor, axes?: number | readonly number[]): number {
  return normalizeAxes("reduce", axes, x.rank).reduce((product, axis) => product * (x.shape[axis] as number), 1);
}

/** Arithmetic mean over axes. x: [...] float. */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  requireFloat("mean", x);
  return div(sum(x, options), reducedCount(x, options.axes));
}

/** Variance over axes with divisor n (`correction` 0, the default) or n - correction. x: [...] float. */
export function variance(x: Tensor, options: ReduceOptions & { readonly correction?: number } = {}): Tensor {
  const { axes, keepDims = false, correction = 0 } = options;
  const centred = sub(x, mean(x, { axes, keepDims: true }));
  return div(sum(square(centred), { axes, keepDims }), reducedCount(x, axes) - correction);
}

const extremumGradient: NonNullable<Op["gradient"]> = ({ grad, inputs, outputs, attributes }) => {
  const x = inputs[0] as Tensor;
  const axes = attributes["axes"] as number[];
  const winners = stopGradient(indicator(equal(x, unreduce(outputs[0] as Tensor, x, axes)), x));
  const ties = sum(winners, { axes, keepDims: true });
  return [mul(winners, div(reshape(grad, ties.shape), ties))];
};

const maxOp: Op = {
  name: "max",
  alongAxes: true,
  infer: ([x], { axes, keepDims }) => inferReduced("max", x as Tensor, axes, keepDims),
  gradient: extremumGradient,
  onnx: (emit, node, [x]) =>
    emit.node("ReduceMax", [x as string, emit.constant(node.attributes["axes"] as number[], "int64")], {
      keepdims: node.attributes["keepDims"] ? 1 : 0,
    }),
};

/** Largest element over axes; ties share the gradient. x: [...] numeric. */
export function max(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduceBy(maxOp, x, options);
}

const minOp: Op = {
  name: "min",
  alongAxes: true,
  infer: ([x], { axes, keepDims }) => inferReduced("min", x as Tensor, axes, keepDims),
  gradient: extremumGradient,
  onnx: (emit, node, [x]) =>
    emit.node("ReduceMin", [x as string, emit.constant(node.attributes["axes"] as number[], "int64")], {
      keepdims: node.attributes["keepDims"] ? 1 : 0,
    }),
};

/** Smallest element over axes; ties share the gradient. x: [...] numeric. */
export function min(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduceBy(minOp, x, options);
}

const prodOp: Op = {
  name: "prod",
  alongAxes: true,
  infer: ([x], { axes, keepDims }) => inferReduced("prod", x as Tensor, axes, keepDims),
  gradient: ({ grad, inputs: [operand], attributes }) => {
    const x = operand as Tensor;
    const axes = attributes["axes"] as number[];
    // The product of the other elements is that of those before times that of those after: right with zeros too, and
    // so are its own derivatives.
    const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    const order = [...kept, ...axes];
    const moved = transpose(x, order);
    const lines = reshape(moved, [...kept.map((axis) => x.shape[axis] as number), -1]);
    const product = mul(cumProd(lines, { exclusive: true }), cumProd(lines, { exclusive: true, reverse: true }));
    const others = transpose(
      reshape(product, moved.shape),
      order.map((_, axis) => order.indexOf(axis)),
    );
    return [mul(unreduce(grad, x, axes), others)];
  },
  onnx: (emit, node, [x]) =>
    emit.node("ReduceProd", [x as string, emit.constant(node.attributes["axes"] as number[], "int64")], {
      keepdims: node.attributes["keepDims"] ? 1 : 0,
    }),
};

/** Product over axes; the gradient is right with zeros too. x: [...] float. */
export function prod(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduceBy(prodOp, x, options);
}

const logSumExpOp: Op = {
  name: "logSumExp",
  alongAxes: true,
  infer: ([x], { axes, keepDims }) => {
    requireFloat("logSumExp", x as Tensor);
    return inferReduced("logSumExp", x as Tensor, axes, keepDims);
  },
  // The weights are those of the value, so that both are computed once; e^(x - value) would lose the value's rounding.
  gradient: ({ grad, inputs, attributes }) => {
    const x = inputs[0] as Tensor;
    const axes = attributes["axes"] as number[];
    const { weights, total } = shifted(x, axes);
    return [mul(unreduce(grad, x, axes), div(weights, maximum(total, limitsOf(x).tiny)))];
  },
  lower: (node) => {
    const x = node.inputs[0] as Tensor;
    const { axes, keepDims } = node.attributes as { axes: number[]; keepDims: boolean };
    const { top, total } = shifted(x, axes);
    return [reshape(add(log(total), top), reducedShape(x.shape, axes, keepDims))];
  },
};

/** e^(x - top) and its sum. Top is the largest element, or 0 where that is infinite: all -inf gives -inf, with zero gradient. */
function shifted(x: Tensor, axes: readonly number[]): { top: Tensor; weights: Tensor; total: Tensor } {
  const top = stopGradient(finiteOrZero(max(x, { axes, keepDims: true })));
  const weights = exp(sub(x, top));
  return { top, weights, total: sum(weights, { axes, keepDims: true }) };
}

function finiteOrZero(x: Tensor): Tensor {
  return where(finite(x), x, 0);
}

/** log Σ e^x over axes, without overflow. x: [...] float. */
export function logSumExp(x: Tensor, options: ReduceOptions = {}): Tensor {
  return reduceBy(logSumExpOp, x, options);
}

const softmaxOp: Op = {
  name: "softmax",
  alongAxes: true,
  infer: ([x]) => {
    requireFloat("softmax", x as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype, domain: "probabilities" };
  },
  gradient: ({ grad, outputs: [output], attributes }) => {
    const y = output as Tensor;
    const weighted = mul(grad, y);
    return [sub(weighted, mul(y, sum(weighted, { axes: attributes["axis"] as number, keepDims: true })))];
  },
  onnx: (emit, node, [x]) => emit.node("Softmax", [x as string], { axis: node.attributes["axis"] as number }),
};

/**
 * e^x normalised to sum 1 along an axis. The result knows its logits: `log(softmax(x))` is rewritten to `logSoftmax(x)`.
 * @param axis default the last
 */
export function softmax(x: Tensor, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  return applyOne(softmaxOp, [x], { axis: normalizeAxis("softmax", axis, x.rank) });
}

const logSoftmaxOp: Op = {
  name: "logSoftmax",
  alongAxes: true,
  infer: ([x]) => {
    requireFloat("logSoftmax", x as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype, domain: "logProbabilities" };
  },
  gradient: ({ grad, outputs: [y], attributes }) => [
    sub(grad, mul(exp(y as Tensor), sum(grad, { axes: attributes["axis"] as number, keepDims: true }))),
  ],
  onnx: (emit, node, [x]) => emit.node("LogSoftmax", [x as string], { axis: node.attributes["axis"] as number }),
};

/** log(softmax(x)) along an axis, without overflow. */
export function logSoftmax(x: Tensor, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  return applyOne(logSoftmaxOp, [x], { axis: normalizeAxis("logSoftmax", axis, x.rank) });
}

const argMaxOp: Op = {
  name: "argMax",
  infer: ([x], { axis, keepDims }) => ({
    ...inferReduced("argMax", x as Tensor, [axis], keepDims),
    dtype: "int64",
    domain: "classIndex",
  }),
  smoothForm: "softmax(x) as soft weights over the positions",
  onnx: (emit, node, [x]) =>
    emit.node("ArgMax", [x as string], {
      axis: node.attributes["axis"] as number,
      keepdims: node.attributes["keepDims"] ? 1 : 0,
    }),
};

/** Position of the largest element along an axis (the first of equals); int64. It has no gradient. */
export function argMax(
  x: Tensor,
  { axis = -1, keepDims = false }: { readonly axis?: number; readonly keepDims?: boolean } = {},
): Tensor {
  return applyOne(argMaxOp, [x], { axis: normalizeAxis("argMax", axis, x.rank), keepDims });
}

/** Position of the smallest element along an axis (the first of equals); int64. It has no gradient. */
export function argMin(x: Tensor, options: { readonly axis?: number; readonly keepDims?: boolean } = {}): Tensor {
  return argMax(neg(x), options);
}

/** Whether any element along the axes is true. x: [...] bool. */
export function any(x: Tensor, options: ReduceOptions = {}): Tensor {
  return logicalNot(all(logicalNot(x), options));
}

/** Whether every element along the axes is true. x: [...] bool. */
export function all(x: Tensor, options: ReduceOptions = {}): Tensor {
  const ones = where(x, 1, 0);
  return equal(min(ones, options), 1);
}
