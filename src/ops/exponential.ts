import type { Op } from "../core/op.ts";
import { applyOne, lift, type Tensor, type TensorLike } from "../core/tensor.ts";
import { abs, add, div, maximum, minimum, mul, neg, sub } from "./arithmetic.ts";
import { equal, where } from "./compare.ts";
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
  gradient: ({ grad, outputs: [y] }) => [mul(grad, add(y as Tensor, 1))],
  // e^x - 1 = tanh(x/2) (e^x + 1): nothing cancels near 0, and tanh is exactly ±1 in the tails.
  lower: ({ inputs: [x] }) => [mul(tanh(mul(0.5, x as Tensor)), add(exp(x as Tensor), 1))],
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
  // Here u = e^-|x| is in (0, 1], so log1p(u) needs none of its guards.
  lower: ({ inputs: [operand] }) => {
    const x = operand as Tensor;
    const u = exp(neg(abs(x)));
    const w = add(u, 1);
    return [add(maximum(x, 0), add(log(w), div(sub(u, sub(w, 1)), w)))];
  },
  evaluate: (x) => Math.max(x as number, 0) + Math.log1p(Math.exp(-Math.abs(x as number))),
};

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
    const byBase = mul(grad, mul(exponent, pow(base, sub(exponent, 1))));
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
  lower: ({ inputs }) => {
    const [x, y] = inputs as [Tensor, Tensor];
    const isZero = equal(x, 0);
    return [mul(x, log(where(isZero, 1, y)))];
  },
  evaluate: (x, y) => (x === 0 ? 0 : (x as number) * Math.log(y as number)),
};

/** x · log(y), and 0 where x is 0 whatever y is; broadcast. */
export function xlogy(x: TensorLike, y: TensorLike): Tensor {
  return applyOne(xlogyOp, lift("xlogy", [x, y]));
}

/** x / y, and 0 where x is 0 whatever y is. */
export function divideOrZero(x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = lift("divideOrZero", [x, y]) as [Tensor, Tensor];
  return div(a, where(equal(a, 0), 1, b));
}

/** log(e^a + e^b) without overflow, broadcast. */
export function logAddExp(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = lift("logAddExp", [a, b]) as [Tensor, Tensor];
  const top = stopGradient(maximum(x, y));
  return add(top, log(add(exp(sub(x, top)), exp(sub(y, top)))));
}

/** log2(x) */
export function log2(x: Tensor): Tensor {
  return mul(log(x), Math.LOG2E);
}
