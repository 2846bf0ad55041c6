import type { Op, Target } from "../core/op.ts";
import { applyOne, constant, lift, type Tensor, type TensorLike } from "../core/tensor.ts";
import { abs, add, clip, div, floor, mul, neg, reciprocal, round, sign, sqrt, square, sub } from "./arithmetic.ts";
import { equal, greaterEqual, indicator, less, where } from "./compare.ts";
import { divideOrZero, exp, log1p, tanh } from "./exponential.ts";
import { cast, sumTo } from "./structure.ts";
import { broadcastBinary, floatUnary } from "./support.ts";

// ONNX Runtime's kernels for tan and the inverse and hyperbolic functions are float32 only; float64 is composed here
// from those it has (sin, cos, exp, log, tanh). On WebGPU the shading language allows sin and cos an error of 2^-11 and
// asinh to overflow, so there most are composed too.

function needsComposing(x: Tensor, { device }: Target): boolean {
  return x.dtype === "float64" || device === "webgpu";
}

/** π as a sum of numbers with few bits, so that a whole multiple of each is exact in float32 (Cody and Waite 1980). */
const piParts = [3.140625, 9.675025939941406e-4, 1.5099579909783765e-7] as const;

/** sin(x + shift π) for shift 0 or ½: to the nearest half turn, then a Taylor polynomial, which is good to 6e-8 there. */
function sineByPolynomial(x: Tensor, shift: 0 | 0.5): Tensor {
  const turns = round(add(mul(x, 1 / Math.PI), shift));
  const multiple = sub(turns, shift);
  const r = piParts.reduce((rest, part) => sub(rest, mul(multiple, part)), x);
  const z = square(r);
  const factor = [-1 / 39916800, 1 / 362880, -1 / 5040, 1 / 120, -1 / 6, 1].reduce<Tensor | undefined>(
    (value, coefficient) =>
      value === undefined ? constant(coefficient, { dtype: x.dtype }) : add(mul(value, z), coefficient),
    undefined,
  ) as Tensor;
  const isOdd = sub(turns, mul(2, floor(mul(turns, 0.5))));
  return mul(mul(r, factor), sub(1, mul(2, isOdd)));
}

const sinOp: Op = {
  name: "sin",
  infer: ([x]) => floatUnary("sin", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, cos(x as Tensor))],
  lower: ({ inputs: [x] }, { device }) => (device === "webgpu" ? [sineByPolynomial(x as Tensor, 0)] : undefined),
  onnx: "Sin",
  evaluate: Math.sin as (...operands: number[]) => number,
};

/** Sine; x in radians. */
export function sin(x: Tensor): Tensor {
  return applyOne(sinOp, [x]);
}

const cosOp: Op = {
  name: "cos",
  infer: ([x]) => floatUnary("cos", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [neg(mul(grad, sin(x as Tensor)))],
  lower: ({ inputs: [x] }, { device }) => (device === "webgpu" ? [sineByPolynomial(x as Tensor, 0.5)] : undefined),
  onnx: "Cos",
  evaluate: Math.cos as (...operands: number[]) => number,
};

/** Cosine; x in radians. */
export function cos(x: Tensor): Tensor {
  return applyOne(cosOp, [x]);
}

const tanOp: Op = {
  name: "tan",
  infer: ([x]) => floatUnary("tan", x as Tensor),
  gradient: ({ grad, outputs: [y] }) => [mul(grad, add(square(y as Tensor), 1))],
  lower: ({ inputs: [operand] }, target) => {
    const x = operand as Tensor;
    return needsComposing(x, target) ? [div(sin(x), cos(x))] : undefined;
  },
  onnx: "Tan",
  evaluate: Math.tan as (...operands: number[]) => number,
};

/** Tangent; x in radians. */
export function tan(x: Tensor): Tensor {
  return applyOne(tanOp, [x]);
}

/** √(1 - x²), exact near ±1. */
function complement(x: Tensor): Tensor {
  return sqrt(mul(sub(1, x), add(1, x)));
}

const asinOp: Op = {
  name: "asin",
  infer: ([x]) => floatUnary("asin", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [div(grad, complement(x as Tensor))],
  lower: ({ inputs: [operand] }, target) => {
    const x = operand as Tensor;
    return needsComposing(x, target) ? [atan(div(x, complement(x)))] : undefined;
  },
  onnx: "Asin",
  evaluate: Math.asin as (...operands: number[]) => number,
};

/** Inverse sine in [-π/2, π/2]; NaN outside [-1, 1]. The gradient at ±1 is infinite. */
export function asin(x: Tensor): Tensor {
  return applyOne(asinOp, [x]);
}

const acosOp: Op = {
  name: "acos",
  infer: ([x]) => floatUnary("acos", x as Tensor, "positive"),
  gradient: ({ grad, inputs: [x] }) => [neg(div(grad, complement(x as Tensor)))],
  lower: ({ inputs: [operand] }, target) => {
    const x = operand as Tensor;
    return needsComposing(x, target) ? [mul(2, atan(sqrt(div(sub(1, x), add(1, x)))))] : undefined;
  },
  onnx: "Acos",
  evaluate: Math.acos as (...operands: number[]) => number,
};

/** Inverse cosine in [0, π]; NaN outside [-1, 1]. The gradient at ±1 is infinite. */
export function acos(x: Tensor): Tensor {
  return applyOne(acosOp, [x]);
}

const atanOp: Op = {
  name: "atan",
  infer: ([x]) => floatUnary("atan", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [div(grad, add(square(x as Tensor), 1))],
  lower: ({ inputs: [x] }) => (x?.dtype === "float64" ? [refinedAtan(x)] : undefined),
  onnx: "Atan",
  evaluate: Math.atan as (...operands: number[]) => number,
};

/** Inverse tangent in [-π/2, π/2]. */
export function atan(x: Tensor): Tensor {
  return applyOne(atanOp, [x]);
}

/**
 * The float32 result y plus d = tan(atan x - y) = (x cos y - sin y) / (cos y + x sin y). |d| is about 1e-7, so
 * atan d = d within float64 rounding. The bounds keep infinities out of the quotient.
 */
function refinedAtan(x: Tensor): Tensor {
  const bounded = clip(x, -1e300, 1e300);
  const y = cast(atan(cast(x, "float32")), "float64");
  const [sine, cosine] = [sin(y), cos(y)];
  return add(y, div(sub(mul(bounded, cosine), sine), add(cosine, mul(bounded, sine))));
}

const atan2Op: Op = {
  name: "atan2",
  infer: ([y, x]) => broadcastBinary("atan2", y as Tensor, x as Tensor),
  gradient: ({ grad, inputs }) => {
    const [y, x] = inputs as [Tensor, Tensor];
    const radius = add(square(x), square(y));
    return [
      sumTo(mul(grad, divideOrZero(x, radius)), y.shape),
      sumTo(neg(mul(grad, divideOrZero(y, radius))), x.shape),
    ];
  },
  lower: ({ inputs }) => {
    const [y, x] = inputs as [Tensor, Tensor];
    const onAxis = equal(x, 0);
    const side = sub(mul(2, indicator(greaterEqual(y, 0), y)), 1);
    const halfTurn = mul(mul(Math.PI, side), indicator(less(x, 0), x));
    return [where(onAxis, mul(sign(y), Math.PI / 2), add(atan(div(y, where(onAxis, 1, x))), halfTurn))];
  },
  evaluate: Math.atan2 as (...operands: number[]) => number,
};

/** Angle of the point (x, y) in (-π, π], broadcast; 0 with zero gradient at the origin. */
export function atan2(y: TensorLike, x: TensorLike): Tensor {
  return applyOne(atan2Op, lift("atan2", [y, x]));
}

const sinhOp: Op = {
  name: "sinh",
  infer: ([x]) => floatUnary("sinh", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, cosh(x as Tensor))],
  // sinh x = tanh(x/2) (1 + cosh x): nothing cancels near 0.
  lower: ({ inputs: [x] }) => (x?.dtype === "float64" ? [mul(tanh(mul(0.5, x)), add(1, cosh(x)))] : undefined),
  onnx: "Sinh",
  evaluate: Math.sinh as (...operands: number[]) => number,
};

/** Hyperbolic sine. */
export function sinh(x: Tensor): Tensor {
  return applyOne(sinhOp, [x]);
}

const coshOp: Op = {
  name: "cosh",
  infer: ([x]) => floatUnary("cosh", x as Tensor, "positive"),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, sinh(x as Tensor))],
  lower: ({ inputs: [x] }) => (x?.dtype === "float64" ? [mul(0.5, add(exp(x), exp(neg(x))))] : undefined),
  onnx: "Cosh",
  evaluate: Math.cosh as (...operands: number[]) => number,
};

/** Hyperbolic cosine. */
export function cosh(x: Tensor): Tensor {
  return applyOne(coshOp, [x]);
}

const asinhOp: Op = {
  name: "asinh",
  infer: ([x]) => floatUnary("asinh", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [div(grad, sqrt(add(square(x as Tensor), 1)))],
  // log1p(a + a²/(1 + √(1 + a²))) for a = |x|, written with r = 1/a so that no square overflows where it matters.
  lower: ({ inputs: [operand] }, target) => {
    const x = operand as Tensor;
    if (!needsComposing(x, target)) return undefined;
    const a = abs(x);
    const r = reciprocal(a);
    return [mul(sign(x), log1p(add(a, div(a, add(r, sqrt(add(square(r), 1)))))))];
  },
  onnx: "Asinh",
  evaluate: Math.asinh as (...operands: number[]) => number,
};

/** Inverse hyperbolic sine. */
export function asinh(x: Tensor): Tensor {
  return applyOne(asinhOp, [x]);
}

const acoshOp: Op = {
  name: "acosh",
  infer: ([x]) => floatUnary("acosh", x as Tensor, "positive"),
  gradient: ({ grad, inputs: [x] }) => [div(grad, mul(sqrt(sub(x as Tensor, 1)), sqrt(add(x as Tensor, 1))))],
  lower: ({ inputs: [operand] }, target) => {
    const x = operand as Tensor;
    if (!needsComposing(x, target)) return undefined;
    const t = sub(x, 1);
    return [log1p(add(t, mul(sqrt(t), sqrt(add(t, 2)))))];
  },
  onnx: "Acosh",
  evaluate: Math.acosh as (...operands: number[]) => number,
};

/** Inverse hyperbolic cosine, not negative; NaN below 1. The gradient at 1 is infinite. */
export function acosh(x: Tensor): Tensor {
  return applyOne(acoshOp, [x]);
}

const atanhOp: Op = {
  name: "atanh",
  infer: ([x]) => floatUnary("atanh", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [div(grad, mul(sub(1, x as Tensor), add(1, x as Tensor)))],
  lower: ({ inputs: [operand] }, target) => {
    const x = operand as Tensor;
    if (!needsComposing(x, target)) return undefined;
    const a = abs(x);
    return [mul(mul(0.5, sign(x)), log1p(div(mul(2, a), sub(1, a))))];
  },
  onnx: "Atanh",
  evaluate: Math.atanh as (...operands: number[]) => number,
};

/** Inverse hyperbolic tangent; ±infinity at ±1, NaN beyond. */
export function atanh(x: Tensor): Tensor {
  return applyOne(atanhOp, [x]);
}
