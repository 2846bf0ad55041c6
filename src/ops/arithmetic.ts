import type { Op } from "../core/op.ts";
import { applyOne, lift, type Tensor, type TensorLike } from "../core/tensor.ts";
import { equal, greater, greaterEqual, less } from "./compare.ts";
import { cast, stopGradient, sumTo } from "./structure.ts";
import { broadcastBinary, floatUnary, limitsOf, requireNumeric } from "./support.ts";

const addOp: Op = {
  name: "add",
  infer: ([a, b]) => broadcastBinary("add", a as Tensor, b as Tensor),
  gradient: ({ grad, inputs: [a, b] }) => [sumTo(grad, (a as Tensor).shape), sumTo(grad, (b as Tensor).shape)],
  onnx: "Add",
  evaluate: (a, b) => (a as number) + (b as number),
};

/** a + b, broadcast. */
export function add(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(addOp, lift("add", [a, b]));
}

const subOp: Op = {
  name: "sub",
  infer: ([a, b]) => broadcastBinary("sub", a as Tensor, b as Tensor),
  gradient: ({ grad, inputs: [a, b] }) => [sumTo(grad, (a as Tensor).shape), sumTo(neg(grad), (b as Tensor).shape)],
  onnx: "Sub",
  evaluate: (a, b) => (a as number) - (b as number),
};

/** a - b, broadcast. */
export function sub(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(subOp, lift("sub", [a, b]));
}

const mulOp: Op = {
  name: "mul",
  infer: ([a, b]) => broadcastBinary("mul", a as Tensor, b as Tensor),
  gradient: ({ grad, inputs }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    if (a === b) return [mul(grad, mul(2, a)), undefined];
    return [sumTo(mul(grad, b), a.shape), sumTo(mul(grad, a), b.shape)];
  },
  onnx: "Mul",
  evaluate: (a, b) => (a as number) * (b as number),
};

/** a · b elementwise, broadcast. */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(mulOp, lift("mul", [a, b]));
}

const divOp: Op = {
  name: "div",
  infer: ([a, b]) => broadcastBinary("div", a as Tensor, b as Tensor),
  gradient: ({ grad, inputs, outputs: [quotient] }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const towardA = div(grad, b);
    return [sumTo(towardA, a.shape), sumTo(neg(mul(towardA, quotient as Tensor)), b.shape)];
  },
  onnx: "Div",
  evaluate: (a, b) => (a as number) / (b as number),
};

/** a / b, broadcast. Integers divide towards zero. */
export function div(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(divOp, lift("div", [a, b]));
}

const negOp: Op = {
  name: "neg",
  infer: ([x]) => {
    requireNumeric("neg", x as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype };
  },
  gradient: ({ grad }) => [neg(grad)],
  onnx: "Neg",
  evaluate: (x) => -(x as number),
};

/** -x */
export function neg(x: Tensor): Tensor {
  return applyOne(negOp, [x]);
}

/** x², as a product: exact, and its gradient is 2x. */
export function square(x: Tensor): Tensor {
  return mul(x, x);
}

const reciprocalOp: Op = {
  name: "reciprocal",
  infer: ([x]) => floatUnary("reciprocal", x as Tensor),
  gradient: ({ grad, outputs: [y] }) => [neg(mul(grad, square(y as Tensor)))],
  onnx: "Reciprocal",
  evaluate: (x) => 1 / (x as number),
};

/** 1 / x */
export function reciprocal(x: Tensor): Tensor {
  return applyOne(reciprocalOp, [x]);
}

const sqrtOp: Op = {
  name: "sqrt",
  infer: ([x]) => floatUnary("sqrt", x as Tensor, "positive"),
  gradient: ({ grad, outputs: [y] }) => [div(mul(grad, 0.5), y as Tensor)],
  onnx: "Sqrt",
  evaluate: (x) => Math.sqrt(x as number),
};

/** √x; the gradient at 0 is infinite. */
export function sqrt(x: Tensor): Tensor {
  return applyOne(sqrtOp, [x]);
}

/** 1 / √x */
export function rsqrt(x: Tensor): Tensor {
  return reciprocal(sqrt(x));
}

const signOp: Op = {
  name: "sign",
  infer: ([x]) => {
    requireNumeric("sign", x as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype, domain: "sign" };
  },
  smoothForm: "tanh(x / width)",
  // Of a million floats on two CPU cores ONNX Runtime's Sign takes 2.0 ms, two comparisons and their difference 1.7, a
  // product and a clip 1.2. Exact from 2.9e-39 on (subnormal numbers below give a part of 1).
  lower: (node, { device }) => {
    const x = node.inputs[0] as Tensor;
    if (device === "webgpu" || x.dtype !== "float32") return undefined;
    return [clip(mul(x, limitsOf(x).max), -1, 1)];
  },
  onnx: "Sign",
  evaluate: (x) => Math.sign(x as number),
};

/** -1, 0 or 1. It has no gradient. */
export function sign(x: Tensor): Tensor {
  return applyOne(signOp, [x]);
}

const absOp: Op = {
  name: "abs",
  infer: ([x]) => {
    requireNumeric("abs", x as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype, domain: "positive" };
  },
  gradient: ({ grad, inputs: [x] }) => [mul(grad, stopGradient(sign(x as Tensor)))],
  onnx: "Abs",
  evaluate: (x) => Math.abs(x as number),
};

/** |x|; gradient 0 at 0. */
export function abs(x: Tensor): Tensor {
  return applyOne(absOp, [x]);
}

/** Share of the gradient that goes to `a` where `a` wins by `comparison` over `b`: 1, at ties ½, else 0. */
function share(a: Tensor, b: Tensor, comparison: typeof greater): Tensor {
  const winner = cast(comparison(a, b), a.dtype);
  return stopGradient(add(winner, mul(0.5, cast(equal(a, b), a.dtype))));
}

const maximumOp: Op = {
  name: "maximum",
  infer: ([a, b]) => broadcastBinary("maximum", a as Tensor, b as Tensor),
  gradient: ({ grad, inputs }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    return [sumTo(mul(grad, share(a, b, greater)), a.shape), sumTo(mul(grad, share(b, a, greater)), b.shape)];
  },
  onnx: "Max",
  evaluate: Math.max,
};

/** The larger of a and b, broadcast; at ties each gets half of the gradient. */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(maximumOp, lift("maximum", [a, b]));
}

const minimumOp: Op = {
  name: "minimum",
  infer: ([a, b]) => broadcastBinary("minimum", a as Tensor, b as Tensor),
  gradient: ({ grad, inputs }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    return [sumTo(mul(grad, share(a, b, less)), a.shape), sumTo(mul(grad, share(b, a, less)), b.shape)];
  },
  onnx: "Min",
  evaluate: Math.min,
};

/** The smaller of a and b, broadcast; at ties each gets half of the gradient. */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(minimumOp, lift("minimum", [a, b]));
}

const clipOp: Op = {
  name: "clip",
  infer: ([x, low, high]) => {
    requireNumeric("clip", x as Tensor);
    broadcastBinary("clip", low as Tensor, high as Tensor);
    return { shape: (x as Tensor).shape, dtype: (x as Tensor).dtype };
  },
  selectors: [1, 2],
  gradient: ({ grad, inputs }) => {
    const [x, low, high] = inputs as [Tensor, Tensor, Tensor];
    const inside = mul(cast(greaterEqual(x, low), x.dtype), cast(greaterEqual(high, x), x.dtype));
    return [mul(grad, stopGradient(inside))];
  },
  onnx: "Clip",
  evaluate: (x, low, high) => Math.min(Math.max(x as number, low as number), high as number),
};

/**
 * x held within [low, high]. The gradient passes inside and at the bounds, and is 0 outside.
 * @param low, high scalars
 */
export function clip(x: Tensor, low: number, high: number): Tensor {
  return applyOne(clipOp, lift("clip", [x, low, high]));
}

// Steps: their derivative is 0 almost everywhere, so a gradient asked through them is an error.

const floorOp: Op = {
  name: "floor",
  infer: ([x]) => floatUnary("floor", x as Tensor),
  smoothForm: "x + stopGradient(floor(x) - x), the straight-through form",
  onnx: "Floor",
  evaluate: Math.floor as (...operands: number[]) => number,
};

/** Largest whole number not above x. It has no gradient. */
export function floor(x: Tensor): Tensor {
  return applyOne(floorOp, [x]);
}

const ceilOp: Op = {
  name: "ceil",
  infer: ([x]) => floatUnary("ceil", x as Tensor),
  smoothForm: "x + stopGradient(ceil(x) - x), the straight-through form",
  onnx: "Ceil",
  evaluate: Math.ceil as (...operands: number[]) => number,
};

/** Smallest whole number not below x. It has no gradient. */
export function ceil(x: Tensor): Tensor {
  return applyOne(ceilOp, [x]);
}

const roundOp: Op = {
  name: "round",
  infer: ([x]) => floatUnary("round", x as Tensor),
  smoothForm: "x + stopGradient(round(x) - x), the straight-through form",
  onnx: "Round",
};

/** Nearest whole number, halves to even. It has no gradient. */
export function round(x: Tensor): Tensor {
  return applyOne(roundOp, [x]);
}
