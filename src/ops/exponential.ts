import type { Op } from "../core/op.ts";
import { applyOne, lift, type Tensor, type TensorLike } from "../core/tensor.ts";
import { abs, add, div, maximum, minimum, mul, neg, reciprocal, sub } from "./arithmetic.ts";
import { equal, isFinite as finite, greater, indicator, less, notEqual, where } from "./compare.ts";
import { stopGradient, sumTo } from "./structure.ts";
import { broadcastBinary, floatUnary, limitsOf } from "./support.ts";

const expOp: Op = {
  name: "exp",
  infer: ([x]) => floatUnary("exp", x as Tensor, "positive"),
  gradient: ({ grad, outputs: [y] }) => [mul(grad, y as Tensor)],
  onnx: "Exp",
  evaluate: (x) => Math.exp(x as number),
};

/** e^x */
export function exp(x: Tensor): Tensor {
  return applyOne(expOp, [x]);
}

const logOp: Op = {
  name: "log",
  infer: ([x]) => floatUnary("log", x as Tensor, x?.domain === "probabilities" ? "logProbabilities" : "unknown"),
  gradient: ({ grad, inputs: [x] }) => [div(grad, x as Tensor)],
  onnx: "Log",
  evaluate: (x) => Math.log(x as number),
};

/** Natural logarithm. */
export function log(x: Tensor): Tensor {
  return applyOne(logOp, [x]);
}

const expm1Op: Op = {
  name: "expm1",
  infer: ([x]) => floatUnary("expm1", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, exp(x as Tensor))], // (e^x - 1) + 1 would be 0 in the negative tail
  lower: ({ inputs: [operand] }, { device }) => {
    const x = operand as Tensor;
    // e^x - 1 = tanh(x/2) (e^x + 1): nothing cancels near 0, and tanh is exactly ±1 in the tails.
    if (device !== "webgpu") return [mul(tanh(mul(0.5, x)), add(exp(x), 1))];
    // A GPU's tanh may have no digits near 0. There the series x (1 + x/2 (1 + x/3 (...))) is below rounding after x⁸/8!.
    let series = add(mul(x, 1 / 8), 1);
    for (let divisor = 7; divisor > 1; divisor--) series = add(mul(mul(x, 1 / divisor), series), 1);
    return [where(less(abs(x), 0.5), mul(x, series), sub(exp(x), 1))];
  },
  evaluate: (x) => Math.expm1(x as number),
};

/** e^x - 1, exact near 0. */
export function expm1(x: Tensor): Tensor {
  return applyOne(expm1Op, [x]);
}

const log1pOp: Op = {
  name: "log1p",
  infer: ([x]) => floatUnary("log1p", x as Tensor),
  gradient: ({ grad, inputs: [x] }) => [div(grad, add(x as Tensor, 1))],
  // With w = fl(1 + x): log(1 + x) = log w + (x - (w - 1)) / w up to a second-order term below rounding. The bounds keep
  // the correction 0 at x = -1 (log 0 = -inf) and at x = inf.
  lower: ({ inputs: [operand] }) => {
    const x = operand as Tensor;
    const { tiny, max } = limitsOf(x);
    const bounded = minimum(x, max);
    const w = add(bounded, 1);
    const correction = div(sub(bounded, sub(w, 1)), maximum(w, tiny));
    return [add(log(add(x, 1)), correction)];
  },
  evaluate: (x) => Math.log1p(x as number),
};

/** log(1 + x), exact near 0. */
export function log1p(x: Tensor): Tensor {
  return applyOne(log1pOp, [x]);
}

const sigmoidOp: Op = {
  name: "sigmoid",
  infer: ([x]) => floatUnary("sigmoid", x as Tensor, "probabilities"),
  gradient: ({ grad, inputs: [x], outputs: [y] }) => [mul(grad, mul(y as Tensor, sigmoid(neg(x as Tensor))))],
  onnx: "Sigmoid",
  // ONNX Runtime's CPU kernel is off by 17% at -15 and 0 from -18 on (in float64 from -40 on): a dead gradient. And it
  // fuses x · Sigmoid(x) into an operator that has no float64 kernel. The quotient keeps every digit in both tails.
  lower: ({ inputs: [x] }, { device }) =>
    device === "webgpu" ? undefined : [reciprocal(add(exp(neg(x as Tensor)), 1))],
  evaluate: (x) => 1 / (1 + Math.exp(-(x as number))),
};

/** 1 / (1 + e^-x). The result knows its logits: `log(sigmoid(x))` is rewritten to a stable form. */
export function sigmoid(x: Tensor): Tensor {
  return applyOne(sigmoidOp, [x]);
}

const softplusOp: Op = {
  name: "softplus",
  infer: ([x]) => floatUnary("softplus", x as Tensor, "positive"),
  gradient: ({ grad, inputs: [x] }) => [mul(grad, sigmoid(x as Tensor))],
  // ONNX Runtime's Softplus computes log(1 + e^x), which is 0 for x below -17 in float32, and has no float64 kernel.
  lower: ({ inputs: [x] }) => [add(maximum(x as Tensor, 0), softplusOfMinus(abs(x as Tensor)))],
  evaluate: (x) => Math.max(x as number, 0) + Math.log1p(Math.exp(-Math.abs(x as number))),
};

/**
 * log(1 + e^-distance) for distance ≥ 0. With u = e^-distance in [0, 1] and w = fl(1 + u), what rounding took from u is
 * added to log w; dividing it by w, as log1p does, would change less than the last digit here.
 */
function softplusOfMinus(distance: Tensor): Tensor {
  const u = exp(neg(distance));
  const w = add(u, 1);
  return add(log(w), sub(u, sub(w, 1)));
}

/** log(1 + e^x) without overflow, exact in both tails. */
export function softplus(x: Tensor): Tensor {
  return applyOne(softplusOp, [x]);
}

/** log(sigmoid(x)) = -softplus(-x), exact in both tails. */
export function logSigmoid(x: Tensor): Tensor {
  return neg(softplus(neg(x)));
}

const tanhOp: Op = {
  name: "tanh",
  infer: ([x]) => floatUnary("tanh", x as Tensor),
  gradient: ({ grad, outputs: [y] }) => [mul(grad, mul(sub(1, y as Tensor), add(1, y as Tensor)))],
  onnx: "Tanh",
  evaluate: (x) => Math.tanh(x as number),
};

/** Hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return applyOne(tanhOp, [x]);
}

const powOp: Op = {
  name: "pow",
  infer: ([base, exponent]) => broadcastBinary("pow", base as Tensor, exponent as Tensor),
  gradient: ({ grad, inputs, outputs: [y] }) => {
    const [base, exponent] = inputs as [Tensor, Tensor];
    // x^0 is 1 everywhere: its derivative is 0 at x = 0 too, not 0 · 0^-1.
    const lowered = where(equal(exponent, 0), 0, sub(exponent, 1));
    const byBase = mul(grad, mul(exponent, pow(base, lowered)));
    return [sumTo(byBase, base.shape), sumTo(mul(grad, xlogy(y as Tensor, base)), exponent.shape)];
  },
  onnx: "Pow",
  evaluate: (base, exponent) => (base as number) ** (exponent as number),
};

/** base^exponent, broadcast. A negative base needs a whole exponent, else NaN. */
export function pow(base: TensorLike, exponent: TensorLike): Tensor {
  return applyOne(powOp, lift("pow", [base, exponent]));
}

const xlogyOp: Op = {
  name: "xlogy",
  infer: ([x, y]) => broadcastBinary("xlogy", x as Tensor, y as Tensor),
  gradient: ({ grad, inputs }) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const isZero = equal(x, 0);
    const byX = where(isZero, 0, log(where(isZero, 1, y)));
    return [sumTo(mul(grad, byX), x.shape), sumTo(mul(grad, divideOrZero(x, y)), y.shape)];
  },
  // A maximum, since Where takes 1.4 ms for a million floats where it takes 0.3: at least 1 where x is 0, else at least 0.
  lower: ({ inputs }) => {
    const [x, y] = inputs as [Tensor, Tensor];
    return [mul(x, log(maximum(y, indicator(equal(x, 0), x))))];
  },
  evaluate: (x, y) => (x === 0 ? 0 : (x as number) * Math.log(y as number)),
};

/** x · log(y), and 0 where x is 0 whatever y is; a negative y counts as 0. Broadcast. */
export function xlogy(x: TensorLike, y: TensorLike): Tensor {
  return applyOne(xlogyOp, lift("xlogy", [x, y]));
}

const xlog1pyOp: Op = {
  name: "xlog1py",
  infer: ([x, y]) => broadcastBinary("xlog1py", x as Tensor, y as Tensor),
  gradient: ({ grad, inputs }) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const byX = log1p(where(equal(x, 0), 0, y));
    return [sumTo(mul(grad, byX), x.shape), sumTo(mul(grad, divideOrZero(x, add(y, 1))), y.shape)];
  },
  lower: ({ inputs }) => {
    const [x, y] = inputs as [Tensor, Tensor];
    return [mul(x, log1p(maximum(y, neg(indicator(notEqual(x, 0), x)))))]; // at least 0 where x is 0, else at least -1
  },
  evaluate: (x, y) => (x === 0 ? 0 : (x as number) * Math.log1p(y as number)),
};

/** x · log(1 + y), exact for small y, and 0 where x is 0 whatever y is; a y below -1 counts as -1. Broadcast. */
export function xlog1py(x: TensorLike, y: TensorLike): Tensor {
  return applyOne(xlog1pyOp, lift("xlog1py", [x, y]));
}

/** x / y, and 0 where x is 0 whatever y is. */
export function divideOrZero(x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = lift("divideOrZero", [x, y]) as [Tensor, Tensor];
  return div(a, where(equal(a, 0), 1, b));
}

const logAddExpOp: Op = {
  name: "logAddExp",
  infer: ([a, b]) => broadcastBinary("logAddExp", a as Tensor, b as Tensor),
  gradient: ({ grad, inputs, outputs: [y] }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const live = greater(y as Tensor, Number.NEGATIVE_INFINITY); // two empty masses: -inf, with zero gradient
    const share = mul(grad, stopGradient(indicator(live, grad)));
    const gap = sub(where(live, a, 0), where(live, b, 0));
    return [sumTo(mul(share, sigmoid(gap)), a.shape), sumTo(mul(share, sigmoid(neg(gap))), b.shape)];
  },
  lower: ({ inputs }) => {
    const [a, b] = inputs as [Tensor, Tensor];
    const top = maximum(a, b);
    return [add(top, softplusOfMinus(abs(where(finite(top), sub(a, b), 0))))];
  },
};

/** log(e^a + e^b) without overflow, broadcast; -inf where both are, with zero gradient. */
export function logAddExp(a: TensorLike, b: TensorLike): Tensor {
  return applyOne(logAddExpOp, lift("logAddExp", [a, b]));
}

/** log2(x) */
export function log2(x: Tensor): Tensor {
  return mul(log(x), Math.LOG2E);
}

const mulOrZeroOp: Op = {
  name: "mulOrZero",
  infer: ([x, y]) => broadcastBinary("mulOrZero", x as Tensor, y as Tensor),
  gradient: ({ grad, inputs }) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const byX = where(equal(x, 0), 0, y);
    return [sumTo(mul(grad, byX), x.shape), sumTo(mul(grad, x), y.shape)];
  },
  lower: ({ inputs, attributes }, { device }) => {
    const [x, y] = inputs as [Tensor, Tensor];
    if (!attributes["isNegative"] || device === "webgpu") return [where(equal(x, 0), 0, mul(x, y))];
    // The bound is 0 where x is 0 (and y, which is at most 0, becomes 0), else -infinity. Without Where: 1.4 ms a million.
    const { max } = limitsOf(x);
    return [mul(x, maximum(y, mul(mul(abs(x), -max), max)))];
  },
  evaluate: (x, y) => (x === 0 ? 0 : (x as number) * (y as number)),
};

/** x · y, and 0 where x is 0 even if y is infinite. */
export function mulOrZero(x: TensorLike, y: TensorLike): Tensor {
  return applyOne(mulOrZeroOp, lift("mulOrZero", [x, y]));
}

/** x · y for logarithms y of probabilities, and 0 where x is 0 even if y is -infinity: targets beside log-probabilities. */
export function mulLogarithm(x: TensorLike, y: TensorLike): Tensor {
  return applyOne(mulOrZeroOp, lift("mulLogarithm", [x, y]), { isNegative: true });
}
